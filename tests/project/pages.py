"""Reading a made page, and what a page must survive, for the tests of all reports."""

from html.parser import HTMLParser

NASTY = (
    "</pre></title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> "
    "<!-- {{ 7 * 7 }} {% raw %} `<b>` \x1b[31mred\x07 \u202eturned \ud800 \x00"
)
VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """The tags, attributes and text of a page; it fails on one that does not nest."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.open, self.texts, self.comments = [], [], [], [], []
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.texts.append(data)

    def handle_comment(self, data):
        self.comments.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())
