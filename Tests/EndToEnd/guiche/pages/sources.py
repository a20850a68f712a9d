"""The dashboard's sources, and the words in them."""

import re

from ..instance import PROJECT

APP = PROJECT / "nginx" / "html" / "assets" / "app"


def texts(language):
    """The texts of a language: the name of each, quoted or plain, and its words."""
    words = APP / "js" / "i18n"
    source = "\n".join(path.read_text() for path in [words / f"{language}.js", *sorted((words / language).glob("*.js"))])
    return re.findall(r"(?:^|[\s{,])(?:'([^']+)'|(\w+)): '((?:[^'\\]|\\.)*)'", source)
