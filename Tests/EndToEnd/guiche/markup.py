"""What a page or a mail in HTML has, as a browser reads it, and texts that would be more than text if it let them."""

from html.parser import HTMLParser

# Markup, ends of elements that hold text, handlers, addresses that run, styles, templates, writing from right to left, pictures.
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)></textarea></option></title><!-- ", "\" onfocus=alert(1) autofocus x=\"", "' style='color:red;background:url(javascript:alert(1))'",
    "javascript:alert(1)", " data:text/html,<svg onload=alert(1)>", " {{7*7}} ${7*7} &lt;b&gt; ", "\u202eשלום العربية\u202c", " 😀👩‍👩‍👧 ", "expression(alert(1));@import'x'")


def hostile(length):
    """As much of it as a text may be long."""
    whole = "".join(HOSTILE)
    return (whole * (length // len(whole) + 1))[:length - 1].rstrip() + "."


class Markup(HTMLParser):
    """The elements, addresses and handlers of a text of HTML, and its words."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.addresses, self.handlers, self.styles, self.words, self.values = [], [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        for name, value in attributes:
            if name in ("href", "src", "action", "formaction", "srcdoc", "poster"):
                self.addresses.append(value)
            elif name in ("value", "content", "placeholder", "title", "alt"):
                self.values.append(value)
            elif name == "style":
                self.styles.append(value)
            elif name.startswith("on"):
                self.handlers.append((tag, name))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)

    def expect_text_only(self, scripts=0):
        """It has what its maker wrote, and nothing that came with a text."""
        assert self.handlers == [] and self.elements.count("script") == scripts, (self.handlers, self.elements)
        assert not {"svg", "iframe", "object", "embed", "base"} & set(self.elements), self.elements
        running = [each for each in self.addresses if each and each.strip().lower().startswith(("javascript:", "data:", "x"))]
        assert running == [], running
        assert not [each for each in self.styles if "alert" in each or "url(" in each], self.styles
