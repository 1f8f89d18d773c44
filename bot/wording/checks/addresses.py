"""Links, e-mail addresses and names on Telegram: whoever writes there trusts it. They are those of the English."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Text, TextRule

_ENDINGS = (
    "com|net|org|info|biz|edu|gov|int|app|dev|io|me|co|link|site|online|shop|xyz|top|club|ly|gle|asia|"
    "jp|vn|id|np|ph|mm|kh|cn|tw|hk|th|mn|br|pt|es|mx|pe|ar|bd|lk|uz|ru|kr|us|uk"
)
_LIKE_ONE = re.compile(r"@|:/|\.[a-z]")
_ADDRESS = re.compile(
    r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"  # e-mail
    r"|(?:https?|ftp|tg|mailto):[\w./?=&%#:~+@-]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{2,}}\.)+(?-i:{_ENDINGS})(?![\w-])(?:/[\w./?=&%#:~+@-]*)?"
    r"|(?<![\w.])t\.me/\w+"
    r"|(?<![\w@./])@[a-z]\w{3,}",  # a name on Telegram
    re.IGNORECASE | re.ASCII,
)


def look(text: Text) -> Iterator[str]:
    """Addresses of the English that are missing, and those that only this text has."""
    if not _LIKE_ONE.search(text.text) and not _LIKE_ONE.search(text.source):
        return
    wanted, found = _addresses(text.source), _addresses(text.text)
    for odd in sorted(found - wanted):
        yield f"The address {odd} is not in the English. Copy addresses letter by letter, and add none."
    for missing in sorted(wanted - found):
        yield f"The address {missing} of the English is missing here. Copy it letter by letter."


def _addresses(text: str) -> set[str]:
    return {found.rstrip(".,;:!?'") for found in _ADDRESS.findall(text)}


RULE = TextRule("addresses", Severity.FAULT, look, EVERYBODY)
