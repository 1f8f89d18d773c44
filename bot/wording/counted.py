"""Numbers with their noun, for what a terminal says in English."""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 finding``, ``2 findings``; ``many`` where the plural is more than an s behind it."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {many or one + 's'}"
