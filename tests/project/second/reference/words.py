"""Part a."""


def initials(name):
    """The first letter of each word of a name, as capitals: "ada lovelace" gives "AL"."""
    words = name.split()
    return "".join(word[0].upper() for word in words)
