"""Part a."""


def initials(name):
    """The first letter of each word of a name, as capitals: "ada lovelace" gives "AL"."""
    raise NotImplementedError("a: the initials")
