"""A text that follows a number: each number is told in its form, from the file to what people read."""

from pathlib import Path

import polib
import pytest
from babel import Locale

from bot.wording import plurals
from bot.wording.filling import placeholders
from bot.wording.languages import BABEL, ENDONYMS
from bot.wording.proposing import Edit
from bot.wording.served import Snapshot
from bot.wording.sheets import as_po, from_po, rows_of
from bot.wording.sync import sync
from tests.support.texts import plain_texts, texts
from tests.wording.desk import Desk

NUMBERS = (0, 1, 2, 5, 21)
DAYS = "units.days"
FORMS = {
    "en": ("{count} day", "{count} days"), "es": ("{count} día", "{count} días"),
    "pt_BR": ("{count} dia", "{count} dias"), "vi": ("{count} ngày",), "ne": ("{count} दिन", "{count} दिनहरू"),
}  # fmt: skip
READ = {
    "en": ["0 days", "1 day", "2 days", "5 days", "21 days"],
    "es": ["0 días", "1 día", "2 días", "5 días", "21 días"],
    "pt_BR": ["0 dia", "1 dia", "2 dias", "5 dias", "21 dias"],
    "vi": ["0 ngày", "1 ngày", "2 ngày", "5 ngày", "21 ngày"],
    "ne": ["0 दिनहरू", "1 दिन", "2 दिनहरू", "5 दिनहरू", "21 दिनहरू"],
}


def write(desk: Desk, language: str, forms: tuple[str, ...]) -> None:
    """The text with its forms, beside the others of the desk."""
    path = desk.folder / language / "LC_MESSAGES" / "worker.po"
    if not path.exists():
        desk.translate(language, {})
    file = polib.pofile(str(path))
    file.metadata["Plural-Forms"] = plurals.header(language)
    one, many = FORMS["en"]
    file.append(polib.POEntry(msgctxt=DAYS, msgid=one, msgid_plural=many, msgstr_plural=dict(enumerate(forms))))
    file.save(str(path))


@pytest.mark.parametrize("language", FORMS)
def test_what_is_served_from_a_file_fits_the_number(desk: Desk, language: str) -> None:
    for code in dict.fromkeys(("en", language)):
        write(desk, code, FORMS[code])
    assert desk.save().faults == ()
    assert [desk.served.text(language, DAYS, count=str(number)) for number in NUMBERS] == READ[language]
    assert desk.served.text(language, DAYS, count="1,001") == FORMS[language][-1].replace("{count}", "1,001")
    assert desk.served.text(language, DAYS, count="1.5") == FORMS[language][-1].replace("{count}", "1.5")


def test_the_first_value_that_is_a_number_decides_whatever_stands_before_it() -> None:
    said = "{city}: {count} day ‖ {city}: {count} days"
    assert plurals.choose(said, "en", {"city": "Tokyo", "count": "1"}) == "{city}: {count} day"
    assert plurals.choose(said, "en", {"city": "Tokyo", "count": "2"}) == "{city}: {count} days"
    assert plurals.choose(said, "en", {"city": "Tokyo"}) == "{city}: {count} days"


def test_english_in_place_of_a_language_follows_the_english_rule() -> None:
    texts = {"en": {DAYS: plurals.join(FORMS["en"])}, "vi": {}}
    assert Snapshot(1, texts).text("vi", DAYS, count="1") == "1 day"
    assert Snapshot(1, texts).subset("vi", "units.") == {DAYS: "{count} days"}, "nobody has counted yet"


@pytest.mark.parametrize("language", sorted(set(ENDONYMS) - {"tl"}))
def test_the_rules_are_those_of_cldr(language: str) -> None:
    """Where it has more than two forms, the nearest of two. (Of Filipino it looks at the last digit: no text does.)"""
    found = Locale.parse(BABEL[language]).plural_form
    named = [int(found(number) != "one") for number in NUMBERS] if found.tags else [0] * len(NUMBERS)
    texts = [plurals.join(["0", "1"][: plurals.count_of(language)])]
    chosen = [int(plurals.choose(f"{texts[0]}{{n}}", language, {"n": str(n)}).removesuffix("{n}")) for n in NUMBERS]
    assert chosen == named


def test_a_file_brought_into_step_keeps_its_forms_and_gets_as_many_as_it_needs(tmp_path: Path) -> None:
    source, path = tmp_path / "en.po", tmp_path / "es" / "worker.po"
    english = polib.POFile()
    english.append(
        polib.POEntry(
            msgctxt=DAYS, msgid="{count} day", msgid_plural="{count} days", flags=["python-brace-format"],
            msgstr_plural={0: "{count} day", 1: "{count} days"},
        )
    )  # fmt: skip
    english.save(str(source))
    assert sync(source, path, "es").added == 1
    [entry] = file = polib.pofile(str(path))
    assert (entry.msgid_plural, entry.msgstr_plural) == ("{count} days", {0: "", 1: ""})
    entry.msgstr_plural = {0: "{count} día", 1: "{count} días"}
    file.save(str(path))
    english[0].msgstr_plural[1] = "{count} whole days"
    english.save(str(source))
    assert sync(source, path, "es").changed == 1
    [entry] = polib.pofile(str(path))
    assert entry.fuzzy
    assert (entry.previous_msgid_plural, entry.msgid_plural) == ("{count} days", "{count} whole days")
    assert entry.msgstr_plural == {0: "{count} día", 1: "{count} días"}
    assert sync(source, tmp_path / "ja.po", "ja").added == 1
    assert polib.pofile(str(tmp_path / "ja.po"))[0].msgstr_plural == {0: ""}


def test_a_former_text_without_forms_is_kept_without_a_line_for_them(tmp_path: Path) -> None:
    """gettext reads no file in which such a line is left over."""
    source, path = tmp_path / "en.po", tmp_path / "vi" / "worker.po"
    english = polib.POFile()
    english.append(polib.POEntry(msgctxt=DAYS, msgid="Days", msgstr="Days"))
    english.save(str(source))
    sync(source, path, "vi")
    [entry] = file = polib.pofile(str(path))
    entry.msgstr = "Ngày"
    file.save(str(path))
    english[0].msgstr = "Whole days"
    english.save(str(source))
    sync(source, path, "vi")
    assert [line for line in path.read_text("utf-8").splitlines() if line.startswith("#|")] == ['#| msgid "Days"']


def test_forms_are_taken_away_and_brought_back_as_one_text(desk: Desk) -> None:
    for language in ("en", "es"):
        write(desk, language, FORMS[language])
    desk.save()
    served = desk.served
    taken = as_po("es", rows_of(served, "es", {}, [DAYS]), served.number)
    assert from_po(taken) == [Edit("es", DAYS, "{count} día ‖ {count} días", served.number)]
    desk.propose(Edit("es", DAYS, "{count} jornada ‖ {count} jornadas", served.number), base=served.number)
    assert [desk.served.text("es", DAYS, count=count) for count in ("1", "5")] == ["1 jornada", "5 jornadas"]
    [entry] = file = polib.pofile(taken.decode())
    one, many = FORMS["en"]
    entry.msgid, entry.msgid_plural, entry.msgstr, entry.msgstr_plural = one, many, "", dict(enumerate(FORMS["es"]))
    assert from_po(str(file).encode())[0].text == "{count} día ‖ {count} días", "a .po editor parts them"


def test_what_staff_read_of_one_thing_is_singular() -> None:
    english = plain_texts()["en"]
    counting = {key: text for key, text in english.items() if plurals.MARK in text}
    assert "staff.time.days" in counting
    for key, text in counting.items():
        [name] = placeholders(text)
        one, two = (texts().text("en", key, **{name: count}) for count in ("1", "2"))
        assert one.replace("1", "2") != two, key
        assert plurals.MARK not in one + two + texts().text("ja", key, **{name: "1"})


def test_a_header_with_another_number_of_forms_is_told(desk: Desk) -> None:
    write(desk, "en", FORMS["en"])
    write(desk, "es", (*FORMS["es"], "{count} de días"))
    path = desk.folder / "es" / "LC_MESSAGES" / "worker.po"
    file = polib.pofile(str(path))
    file.metadata["Plural-Forms"] = "nplurals=3; plural=(n==1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);"
    file.save(str(path))
    assert any("Plural-Forms has 3 forms, this language 2." in str(fault) for fault in desk.save().faults)
