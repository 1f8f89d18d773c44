"""What is wrong with the shape of an input file, in plain sentences instead of those of the library that found it."""

from typing import Any

from flows.law.pay.form import LONGEST_LENGTH

_SAID = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such name here",
    "model_type": "names and values in {{ }} were expected",
    "dict_type": "names and values in {{ }} were expected",
    "mapping_type": "names and values in {{ }} were expected",
    "tuple_type": "a list in [ ] was expected",
    "string_type": 'a text in " " was expected',
    "string_too_long": "at most {max_length} letters",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "enum": "write one of these: {expected}",
    "literal_error": "write one of these: {expected}",
    "greater_than": "this must be more than {gt}",
    "greater_than_equal": "this must be at least {ge}",
    "less_than_equal": "this must be at most {le:,}",
    "too_long": "at most {max_length:,} of them",
    "too_short": "at least {min_length} of them",
}


def plain(error: Any) -> str:
    """Say one of pydantic's errors: its type, the value written, and the limits it names."""
    kind, given, named = error["type"], error.get("input"), error.get("ctx", {})
    if kind.startswith("int_"):
        return "one whole number is needed here, no pair" if isinstance(given, list) else "a whole number is needed"
    if error["loc"][-1:] == ("prefecture",):
        return 'write the prefecture as its number with two digits, "01" Hokkaido to "47" Okinawa; "13" is Tokyo'
    if kind == "less_than_equal" and named.get("le") == LONGEST_LENGTH:
        return f"this is longer than a month: at most {LONGEST_LENGTH // 60} hours ({LONGEST_LENGTH:,} minutes)"
    if kind in ("too_long", "missing") and error["loc"] and _of_a_pair(error):
        return "a pair of two values was expected"
    return _SAID[kind].format_map(named) if kind in _SAID else str(error["msg"]).removeprefix("Value error, ")


def _of_a_pair(error: Any) -> bool:
    """Whether it is a list of one or of more than two values where two were expected."""
    return isinstance(error["loc"][-1], int) if error["type"] == "missing" else error["ctx"].get("max_length") == 2
