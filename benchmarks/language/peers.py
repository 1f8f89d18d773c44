"""Other libraries that guess a language, each as it comes, and asked the same."""

from collections.abc import Callable
from importlib.util import find_spec

from langdetect import DetectorFactory, LangDetectException, detect_langs

CODES = {"pt": "pt_BR", "zh": "zh_Hans", "zh-cn": "zh_Hans", "zh-tw": "zh_Hans"}
Ask = Callable[[str], str]
"""A text in, the likeliest language in the product's code out; empty if none was found."""
OTHERS = {"lingua": "lingua-language-detector", "py3langid": "py3langid"}
"""Modules, and the packages they come in: wanted for this comparison only (`requirements.txt`)."""


def peers() -> dict[str, Ask]:
    """Those that are installed, by name, each asked once so that what it reads is read."""
    found = {"langdetect": _langdetect()}
    if find_spec("lingua"):
        found["lingua"] = _lingua()
    if find_spec("py3langid"):
        found["py3langid"] = _py3langid()
    for ask in found.values():
        ask("warm")
    return found


def code(name: str) -> str:
    """The product's code for a language."""
    return CODES.get(name, name)


def _langdetect() -> Ask:
    DetectorFactory.seed = 0  # so that the run can be repeated

    def ask(text: str) -> str:
        try:
            return code(str(detect_langs(text)[0].lang))
        except LangDetectException:
            return ""

    return ask


def _lingua() -> Ask:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def ask(text: str) -> str:
        found = detector.detect_language_of(text)
        return "" if found is None else code(found.iso_code_639_1.name.lower())

    return ask


def _py3langid() -> Ask:
    import py3langid

    def ask(text: str) -> str:
        return code(str(py3langid.classify(text)[0]))

    return ask
