"""The languages that are offered, their own names, and what they are called elsewhere."""

ENDONYMS = {
    "vi": "Tiếng Việt",
    "id": "Bahasa Indonesia",
    "ne": "नेपाली",
    "tl": "Tagalog",
    "en": "English",
    "ja": "にほんご（やさしい日本語）",
}

NAMES = {
    "vi": ("tieng viet", "viet", "việt nam", "viet nam", "vietnam", "vietnamese", "betonamugo", "ベトナム語"),
    "id": ("indonesia", "bahasa", "bhs indonesia", "indo", "indonesian", "indoneshiago", "インドネシア語"),
    "ne": ("nepali", "nepal", "नेपाल", "nepalese", "nepaarugo", "ネパール語"),
    "tl": ("filipino", "pilipino", "pinoy", "wikang tagalog", "tagarogugo", "タガログ語", "フィリピン語"),
    "en": ("ingles", "inggris", "bahasa inggris", "tiếng anh", "tieng anh", "angreji", "अंग्रेजी", "eigo", "英語"),
    "ja": (
        "日本語", "にほんご", "やさしい日本語", "nihongo", "japanese", "jepang", "bahasa jepang", "tiếng nhật",
        "tieng nhat", "japani", "जापानी", "hapon", "nihonggo",
    ),
}  # fmt: skip
"""What else people write when they are asked for their language."""

BABEL = {"vi": "vi", "id": "id", "ne": "ne", "tl": "fil", "en": "en_GB", "ja": "ja"}

_ALIASES = {"fil": "tl", "in": "id", "jp": "ja", "np": "ne"}


def from_tag(tag: str | None) -> str | None:
    """Our language of a loose language tag such as ``fil-PH`` or ``in``; None if it is none of ours."""
    if not tag:
        return None
    short = tag.replace("_", "-").split("-")[0].lower()
    ours = _ALIASES.get(short, short)
    return ours if ours in ENDONYMS else None


def likeliest(hints: list[str | None]) -> tuple[str, ...]:
    """All languages, those hinted at first. Without a hint: by the number of workers in Japan (Ministry of Health,
    Labour and Welfare, October 2025)."""
    by_number = ("vi", "tl", "ne", "id", "en", "ja")
    hinted = [ours for ours in (from_tag(h) for h in hints) if ours]
    return tuple(dict.fromkeys([*hinted, *by_number]))
