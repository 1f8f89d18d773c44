"""Texts that nobody would write, and that somebody will."""

import random

_NASTY = (
    # invisible, backwards, stacked, broken
    "", " ", "\n\n\n", "\u200b", "\u200d\u200c\ufeff", "\u202e\u202dabc\u202c", "\u2066\u2067\u2068x\u2069", "\u0000",
    "\x07\x1b[31m", "\u0301" * 200, "Z\u0351\u036b\u0343a\u0363l\u0362g\u0307o" * 20, "\ufb01 \ufb03 \u212b \ufdfa",
    "\U0001f469\u200d\U0001f467\u200d\U0001f466" * 50,
    "\U0001f1ef\U0001f1f5\U0001f1f3\U0001f1f5\U0001f1fb", "\U0001fae0" * 300,
    "\ufdfd" * 40,
    # meant for a program
    "{name} {0} {} {{}}", "%s %d %n %(x)s", "${jndi:ldap://x}", "'; DROP TABLE inbox; --", "<script>alert(1)</script>",
    "<b>bold</b> &amp; &#x202e;", "*_`[x](tg://user?id=1)", "{{7*7}} {% raw %}", "\\u0000 \\ \" '", "../../etc/passwd",
    "/", "//", "/start", "/start " + "x" * 60, "/start link_x", "/delete", "/nosuchcommand", "/start@other_bot",
    "/ start", "c:1:delete/yes", "a:1:en", "q:x:yes", "s:x:accept",
    # numbers, amounts, hours, dates, or nearly
    "9" * 400, "-1", "0", "1e308", "1" + "0" * 300, "٣٤٥", "४५", "１２３", "Ⅻ", "二百五十", "1.500", "1,500",
    "1.500,00", "12:61", "31/02/2026", "2026-13-45", "29.2.2025", "0000-00-00", "tomorrow yesterday", "½ ⅓",
    "12h 99m 5",
    "99999999999999999999 hours", "-5 yen", "¥¥¥", "NaN", "Infinity",
    # words that mean something, and some that nearly do
    "yes no yes", "はいいいえ", "هاں", "ဟုတ်ကဲ့", "I want to kill myself", "help police danger", "たすけて", "tulong",
    "cứu tôi với", "skip", "back", "menu", "stop", "delete", "language",
)  # fmt: skip
_ALPHABETS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x590, 0x6FF), (0x900, 0x97F), (0x1000, 0x109F), (0x1780, 0x17FF),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xE000, 0xF8FF), (0xFE00, 0xFE0F),
    (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0xE0000, 0xE007F), (0x10FFF0, 0x10FFFF), (0x0, 0x1F),
)  # fmt: skip
LONGEST = 4096
"""What Telegram lets a person write, in UTF-16 units."""


def hostile(rng: random.Random) -> str:
    """One text. Never empty: Telegram does not deliver an empty one."""
    kind = rng.random()
    if kind < 0.45:
        text = rng.choice(_NASTY)
    elif kind < 0.6:
        text = "".join(rng.choice(_NASTY) for _ in range(rng.randint(2, 6)))
    elif kind < 0.9:
        text = "".join(_letter(rng) for _ in range(rng.randint(1, 60)))
    else:
        piece = rng.choice([*_NASTY, _letter(rng)]) or "x"
        text = piece * (LONGEST // len(piece) + 1)
    return _cut(text) or "\u200b"


def _letter(rng: random.Random) -> str:
    first, last = rng.choice(_ALPHABETS)
    return chr(rng.randint(first, last))


def _cut(text: str) -> str:
    """As long as Telegram allows, and without half a pair."""
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST]
    return units.decode("utf-16-le", "ignore")
