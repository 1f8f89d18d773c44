"""What the check says while somebody types, what it leaves alone, and how quick it is."""

import random
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from bot.wording.catalogue import Catalogue, Entry, read
from bot.wording.checking import check_all, check_catalogue, to_mend
from bot.wording.checks import check_book, check_text
from bot.wording.checks.scripts import script
from bot.wording.checks.sentences import sentences
from bot.wording.enumerate import critical_keys, needed
from bot.wording.finding import Severity
from bot.wording.labels import contradicted, everyday_words
from bot.wording.word_lists import missing
from flows.inputs.lexicon import Lexicon
from flows.inputs.zawgyi import is_zawgyi
from flows.loader import load
from flows.model import Structure
from tests.wording.desk import ASK, CARD, VIETNAMESE, Desk

ROOT = Path(__file__).parents[2]
SHIPPED = ("vi", "id", "ne", "tl", "en", "ja")


@pytest.fixture(scope="module")
def structure() -> Structure:
    """The flows that are shipped."""
    return load(ROOT / "flows" / "definitions").structure


@pytest.fixture(scope="module")
def shipped() -> dict[str, Catalogue]:
    """What workers read in the languages that have been there longest."""
    return {lang: read(ROOT / "locales" / lang / "LC_MESSAGES" / "worker.po", lang, "worker") for lang in SHIPPED}


def said(language: str, source: str, text: str, key: str = "common.note") -> list[tuple[str, str]]:
    """Rule and severity of what is found in one text."""
    return [(found.rule, str(found.severity)) for found in check_text(language, key, source, text)]


def test_the_shipped_texts_have_no_finding_but_drafts(structure: Structure) -> None:
    found = check_all(ROOT / "locales", structure)
    assert [str(f) for f in found if f.severity is not Severity.DRAFT] == []
    assert {f.rule for f in found if f.language in SHIPPED} <= {"drafts"}


def test_a_slip_is_told_while_it_is_typed_with_the_name_that_was_meant() -> None:
    (found,) = check_text("vi", "case.accepted", "{partner} takes it.", "{patner} nhận.")
    assert found.message == "{patner} is not known here. Did you mean {partner}?"
    assert (found.rule, found.severity, found.key) == ("placeholders", Severity.FAULT, "case.accepted")


def test_nothing_is_said_of_a_text_that_is_not_there_yet() -> None:
    assert said("vi", "{partner} takes it.", "") == []


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("ja", "Call between 14:00 and 17:30.", "午後（ごご）2時（じ）から午後（ごご）5時（じ）30分（ふん）まで"),
        ("ja", "120,000 yen a month", "1か月（げつ）12万円（まんえん）"),
        ("vi", "150,000 yen since 2027-03-15", "150.000 yên, từ ngày 15 tháng 3 năm 2027"),
        ("id", "2.5 hours", "2,5 jam"),
        ("id", "In May or once a month", "Bulan 5 atau 1 kali sebulan"),
        ("ne", "{days} days", "{days} दिन"),
        ("vi", "Call 0120-007-110.", "Gọi 0120‐007‐110."),
        ("id", "From 18:00 to 22:30", "Pukul 18.00 sampai 22.30."),
        ("pt_BR", "From 18:00 to 22:30", "Das 18h às 22h30"),
    ],
)  # fmt: skip
def test_numbers_that_are_only_written_otherwise_are_the_same(language: str, source: str, text: str) -> None:
    assert [rule for rule, _ in said(language, source, text) if rule in ("numbers", "telephones")] == []


@pytest.mark.parametrize(
    ("source", "text", "rule"),
    [
        ("Within 14 days.", "Trong 15 ngày.", "numbers"),
        ("At 14:00.", "Lúc 15:00.", "numbers"),
        ("2 months.", "20 tháng.", "numbers"),
        ("Call 119.", "Gọi 118.", "telephones"),
        ("Call 0570-001-701.", "Gọi 0570-001-710.", "telephones"),
        ("Call 0570-001-701.", "Hãy gọi.", "telephones"),
    ],
)
def test_numbers_that_differ_are_told(source: str, text: str, rule: str) -> None:
    assert [found for found, _ in said("vi", source, text)] == [rule]


def test_a_wrong_telephone_number_is_not_served_and_another_number_is_told_only() -> None:
    assert said("vi", "Call 119.", "Gọi 118.") == [("telephones", "fault")]
    assert said("vi", "Within 14 days.", "Trong 15 ngày.") == [("numbers", "finding")]


def test_burmese_in_unicode_is_left_alone_and_the_old_font_is_not() -> None:
    """The words are greetings and month names as Unicode writes them, and the same in the old font's order."""
    unicode = ["မင်္ဂလာပါ", "ကျေးဇူးတင်ပါသည်", "အလုပ်သမား ရုံးသို့ ဆက်သွယ်ပါ။", "သြဂုတ်၊ နိုဝင်ဘာ", "ဘယ်နှစ်နာရီလောက်လဲ။"]
    zawgyi = ["မဂၤလာပါ", "ေက်းဇူးတင္ပါသည္", "အလုပ္", "ျမန္မာ", "ေန႔"]
    assert [text for text in unicode if is_zawgyi(text)] == []
    assert [text for text in zawgyi if not is_zawgyi(text)] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("No. 5 is 2.5 hours, e.g. today", 1),
        ("一（いち）。二（に）です。", 2),
        ("एक। दुई?", 2),
        ("တစ်။ နှစ်။", 2),
        ("មួយ។ ពីរ។", 2),
        ("He said “Stop.” Then he left.", 2),
    ],
)
def test_sentences_are_counted_in_every_script(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_letter_belongs_to_a_script_and_a_sign_to_none() -> None:
    assert [script(c) for c in "aяनကក្ខก日アঅඅ"] == [
        "LATIN", "CYRILLIC", "DEVANAGARI", "MYANMAR", "KHMER", "", "KHMER", "THAI", "CJK", "KANA", "BENGALI", "SINHALA",
    ]  # fmt: skip
    assert {script(c) for c in "1१。·😀（ʼ"} == {""}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "時々（ときどき）働（はたら）きます。"),
        ("ja", "申し込み（もうしこみ）は、一ヶ月（いっかげつ）あとに取り消す（とりけす）ことができます。"),
        ("ja", "あなたの働き方（はたらきかた）"),
        ("pt_BR", "A 2ª vez é no 1º dia."),
        ("vi", "Bạn cứ từ từ."),
    ],
)
def test_right_spelling_that_a_rule_may_stumble_over_is_left_alone(language: str, text: str) -> None:
    assert [rule for rule, _ in said(language, text, text) if rule in ("scripts", "furigana", "doubled")] == []


@pytest.mark.parametrize("text", ["日本に電話（でんわ）", "日本の申し込み（もうしこみ）", "申し込み（もうし）"])
def test_a_reading_behind_several_words_is_not_that_of_the_first(text: str) -> None:
    assert said("ja", "Note", text) == [("furigana", "finding")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("tl", "Bawal nilang itago ang passport ninyo."),
        ("tl", "'Wag ninyong ibigay ang passport."),
        ("id", "Dilarang menahan paspor Anda."),
        ("vi", "Cấm giữ hộ chiếu của bạn."),
        ("ja", "パスポートを取（と）ってはだめです。"),
        ("pt_BR", "É proibido reter seu passaporte."),
    ],
)
def test_what_is_forbidden_is_a_not(language: str, text: str) -> None:
    found = check_text(language, "danger.note.info", "They must not keep your passport.", text, critical=True)
    assert [one.message for one in found if one.rule == "negation"] == []


def test_uzbek_letters_are_written_with_their_own_sign() -> None:
    assert said("uz", "Stop", "To'xtatish") == [("scripts", "finding")]
    assert said("uz", "Stop", "Toʻxtatish") == []


def test_what_po_editors_do_to_a_file_is_no_mistake(tmp_path: Path, structure: Structure) -> None:
    """Other order, other line lengths, no flags, old entries kept at the end, headers of their own."""
    folder = tmp_path / "locales"
    shutil.copytree(ROOT / "locales" / "en", folder / "en")
    shutil.copytree(ROOT / "locales" / "ne", folder / "ne")
    file = folder / "ne" / "LC_MESSAGES" / "worker.po"
    before = read(file, "ne", "worker")
    po = polib.pofile(str(file), wrapwidth=60)
    random.Random(5).shuffle(po)
    for entry in po:
        entry.flags = []
    po.append(polib.POEntry(msgctxt="unpaid_overtime.gone.ask", msgid="Old", msgstr="पुरानो", obsolete=True))
    po.metadata |= {"X-Generator": "Poedit 3.5", "Last-Translator": "me", "PO-Revision-Date": "2026-12-01 10:00+0900"}
    po.save(str(file))
    after = read(file, "ne", "worker")
    assert {key: replace(entry, line=0) for key, entry in after.entries.items()} == {
        key: replace(entry, line=0) for key, entry in before.entries.items()
    }
    assert [str(f) for f in check_all(folder, structure) if f.severity is not Severity.DRAFT] == []


def test_lines_that_end_as_on_windows_are_read_like_others(tmp_path: Path) -> None:
    shipped = ROOT / "locales" / "vi" / "LC_MESSAGES" / "worker.po"
    other = tmp_path / "worker.po"
    other.write_bytes(shipped.read_bytes().replace(b"\n", b"\r\n"))
    assert read(other, "vi", "worker") == read(shipped, "vi", "worker")


def test_more_texts_than_can_be_kept_are_told() -> None:
    entries = {f"common.t{n}": Entry(f"common.t{n}", "Text", "Text", n, False, False) for n in range(1201)}
    english = Catalogue("en", "worker", entries, ())
    (found,) = check_book(english, english, {}, frozenset())
    assert str(found) == (
        "en/LC_MESSAGES/worker.po:1: [en] 1201 texts; at most 1200 can be kept in every language. Take out 1."
    )


def test_a_language_in_progress_is_one_line_and_no_reason_to_fail(
    structure: Structure, shipped: dict[str, Catalogue]
) -> None:
    english, vietnamese = shipped["en"], shipped["vi"]
    some = dict(list(vietnamese.entries.items())[:300])
    found = check_catalogue(replace(vietnamese, entries=some, language="lo"), english, structure)
    found = [f for f in found if f.rule != "header"]  # which says Vietnamese
    assert {f.severity for f in found} == {Severity.DRAFT}
    told = [f.message for f in found if f.rule == "untranslated"]
    assert told == [f"In progress: 300 of {len(english.entries)} texts. Workers are not offered it yet."]


def test_a_language_that_was_begun_with_every_key_is_in_progress_and_was_not_cut_off(
    structure: Structure, shipped: dict[str, Catalogue]
) -> None:
    english, vietnamese = shipped["en"], shipped["vi"]
    translated = set(list(vietnamese.entries)[:300])
    begun = {k: entry if k in translated else replace(entry, text="") for k, entry in vietnamese.entries.items()}
    found = check_catalogue(replace(vietnamese, entries=begun), english, structure)
    assert {f.severity for f in found} == {Severity.DRAFT}
    told = [f.message for f in found if f.rule == "untranslated"]
    assert told == [f"In progress: 300 of {len(english.entries)} texts. Workers are not offered it yet."]


def test_a_file_that_was_cut_off_is_no_language_in_progress(
    structure: Structure, shipped: dict[str, Catalogue]
) -> None:
    english, vietnamese = shipped["en"], shipped["vi"]
    some = dict(list(vietnamese.entries.items())[:300])
    found = to_mend(check_catalogue(replace(vietnamese, entries=some), english, structure))
    assert [f.message for f in found] == [
        f"Only 300 of {len(english.entries)} texts are here. Was the file cut off? "
        "Workers go on with what was published before."
    ]


def test_a_critical_text_is_critical_however_it_is_said(structure: Structure, shipped: dict[str, Catalogue]) -> None:
    critical = critical_keys(structure) & shipped["en"].entries.keys()
    assert {"filing.partners.ask_coordinator", "filing.alone.ask_together"} <= critical
    assert {key for key in shipped["en"].entries if key.endswith("_together")} <= critical


def test_sixteen_languages_are_checked_in_less_than_four_seconds(
    structure: Structure, shipped: dict[str, Catalogue]
) -> None:
    """The rules alone; the files are read before. Six stand for all, and the best of three runs counts: others use the
    machine too."""
    steps, critical = {text.key: text for text in needed(structure)}, critical_keys(structure)

    def once() -> float:
        begun = time.process_time()
        for language in SHIPPED:
            check_book(shipped[language], shipped["en"], steps, critical)
        return (time.process_time() - begun) / len(SHIPPED) * 16

    assert any(once() < 4 for _ in range(3))


def test_one_way_to_say_you_and_words_that_only_begin_so_are_left_alone() -> None:
    assert said("tl", "Your PIN is kept.", "Naitago na ang PIN mo.") == [("pronouns", "finding")]
    assert said("tl", "how urgent it is", "kung gaano ito ka-urgent") == []
    assert said("tl", "Send", "Ipadala mo", key="opening.what.choice.send") == []
    assert said("ne", "yours", "तिम्रोतिर") == said("ne", "world", "दुनियाँ") == []
    assert said("vi", "English", "tiếng Anh") == []


def test_a_wrong_telephone_number_holds_back_its_language_and_the_last_good_texts_serve_on(desk: Desk) -> None:
    desk.edit("vi", CARD, VIETNAMESE[CARD].replace("110", "118"))
    desk.edit("vi", ASK, "Chuyện gì thế?")
    (fault,) = desk.save().faults
    assert "The telephone number 118 stands here; the English says 110." in fault.message
    assert desk.says("vi", CARD) == VIETNAMESE[CARD]
    assert desk.says("vi", ASK) == VIETNAMESE[ASK], "nothing of the file is taken in"


MUTATIONS: dict[str, tuple[str, Callable[[str], str]]] = {
    "placeholder misspelt": (r"\{\w+\}", lambda old: old[:-2] + "}" if len(old) > 4 else "{x}"),
    "digit changed": (r"\d", lambda old: str((int(old) + 3) % 10)),
    "bracket lost": (r"[()（）]", lambda old: ""),
    "lines joined": (r"\n", lambda old: " "),
    "Cyrillic letter": (r"(?<=[a-z])[aeocp](?=[a-z])", lambda old: dict(zip("aeocp", "аеоср", strict=True))[old]),
    "tag": (r"(?<=\w) (?=\w)", lambda old: " <b>"),
    "read in another code": (r"[àáâãèéêíòóôú]", lambda old: old.encode().decode("latin-1")),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_slip_anywhere_in_the_shipped_texts_is_found(name: str, shipped: dict[str, Catalogue]) -> None:
    where, slip = MUTATIONS[name]
    chance = random.Random(name)
    texts = {lang: catalogue.entries for lang, catalogue in shipped.items()}
    able = [
        (lang, key, found)
        for lang in SHIPPED
        if name != "Cyrillic letter" or lang in ("vi", "id", "tl")
        for key, entry in texts[lang].items()
        if lang != "en" and (found := list(re.finditer(where, entry.text)))
    ]
    missed = []
    for lang, key, found in chance.sample(able, min(60, len(able))):
        at, text, english = chance.choice(found), texts[lang][key].text, texts["en"][key].text
        broken = text[: at.start()] + slip(at.group()) + text[at.end() :]
        if not check_text(lang, key, english, broken):
            missed.append((lang, key, broken))
    assert len(able) > 20
    assert missed == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh_Hans", "歡迎您回來。"),
        ("zh_Hans", "Welcome back"),
        ("zh_Hans", "お帰りなさい。"),
        ("zh_Hans", "请等。Please wait until we write."),
        ("th", "ยินดี welcome back to this conversation"),
    ],
)
def test_what_was_left_in_another_languages_letters_is_told(language: str, text: str) -> None:
    assert said(language, "Welcome back to this conversation.", text) == [("scripts", "finding")]


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("zh_Hans", "Your card (在留カード, residence card)", "您的在留卡（在留カード）"),
        ("ne", "Say: shigoto no kega desu (仕事のけがです).", "भन्नुहोस् (shigoto no kega desu)।"),
        ("th", "Ask OTIT or FRESC.", "ถาม OTIT หรือ FRESC"),
    ],
)
def test_words_to_say_aloud_and_on_paper_may_be_in_other_letters(language: str, source: str, text: str) -> None:
    assert [rule for rule, _ in said(language, source, text) if rule == "scripts"] == []


def test_the_button_of_one_body_is_not_called_as_the_other(shipped: dict[str, Catalogue]) -> None:
    """The question asks for "the support body": each of its buttons is one of two."""
    key = "missed_support.body.choice.support_org"
    english = shipped["en"].entries[key].text
    assert said("vi", english, shipped["vi"].entries[key].text, key) == []
    assert ("bodies", "finding") in said("vi", english, "Nghiệp đoàn 登録支援機関", key)


def test_questions_outside_the_flows_are_measured_with_long_names_too(
    structure: Structure, shipped: dict[str, Catalogue]
) -> None:
    key, own = "case.ask_next.ask", shipped["id"]
    text = "{next} " + "boleh membaca " * 14 + "?"
    entry = replace(own.entries[key], text=text)
    changed = replace(own, entries={**own.entries, key: entry})
    [found] = [f for f in check_catalogue(changed, shipped["en"], structure) if f.rule == "too_long"]
    assert len(text) < 220
    assert found.key == key
    assert "with the longest values filled in" in found.message


@pytest.mark.parametrize(("key", "most"), [("command.about", 512), ("command.short", 120), ("command.stop", 256)])
def test_what_telegram_shows_of_the_bot_is_no_longer_than_telegram_takes(
    structure: Structure, shipped: dict[str, Catalogue], key: str, most: int
) -> None:
    own = shipped["ja"]
    for length, findings in ((most, 0), (most + 1, 1)):
        entry = replace(own.entries[key], text=("仕事（しごと）" * most)[:length])
        changed = replace(own, entries={**own.entries, key: entry})
        found = [f for f in check_catalogue(changed, shipped["en"], structure) if f.rule == "too_long"]
        assert len(found) == findings, "readings count there, too"


def test_a_file_that_cannot_be_read_is_no_language_in_progress(tmp_path: Path, structure: Structure) -> None:
    """Its last good texts are served: workers go on being offered it."""
    folder = tmp_path / "locales"
    for language in ("en", "id"):
        shutil.copytree(ROOT / "locales" / language, folder / language)
    file = folder / "id" / "LC_MESSAGES" / "worker.po"
    file.write_text(file.read_text("utf-8").replace('msgstr "', 'msgstr ', 1), "utf-8")
    found = [f for f in check_all(folder, structure) if f.language == "id" and f.file.endswith("worker.po")]
    assert [f.severity for f in found] == [Severity.FAULT]


CARD_LINE = "In danger: 110 (police), 119 (ambulance)."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Khi nguy hiểm: 119 (cảnh sát), 110 (xe cấp cứu)."),
        ("vi", "Khi nguy hiểm, gọi cảnh sát: 119. Xe cấp cứu: 110."),
        ("ja", "危（あぶ）ないとき：119（警察（けいさつ））、110（救急車（きゅうきゅうしゃ））"),
        ("zh_Hans", "报警打119，叫救护车打110。"),
        ("th", "ถ้ามีอันตราย: 119 (ตำรวจ) 110 (รถพยาบาล)"),
        ("ne", "खतरा भए: ११९ (प्रहरी), ११० (एम्बुलेन्स)।"),
        ("en", "In danger: 119 (police), 110 (ambulance)."),
    ],
)
def test_the_police_under_the_number_of_the_ambulance_are_not_served(language: str, text: str) -> None:
    assert ("telephones", "fault") in said(language, CARD_LINE, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Khi nguy hiểm: cảnh sát 110, xe cấp cứu 119."),
        ("ja", "救急車（きゅうきゅうしゃ）は119、警察（けいさつ）は110です。"),
        ("es", "Ambulancia: 119. Policía: 110. La policía puede pedirle la tarjeta."),
        ("uz", "Politsiya yoki tez yordam: 110, 119."),
    ],
)
def test_emergency_numbers_in_any_order_beside_their_own_words_are_right(language: str, text: str) -> None:
    assert [rule for rule, _ in said(language, CARD_LINE, text) if rule == "telephones"] == []


LIMITS = "More than 8 hours a day or 40 hours a week is overtime."
TIMES = "Ask within 14 days. After 3 months it is too late."


@pytest.mark.parametrize(
    ("language", "source", "right", "wrong"),
    [
        ("vi", LIMITS, "Trên 8 giờ một ngày hoặc 40 giờ một tuần.", "Trên 40 giờ một ngày hoặc 8 giờ một tuần."),
        ("ja", LIMITS, "1日に8時間、1週間に40時間より長い仕事です。", "1日に40時間、1週間に8時間より長い仕事です。"),
        ("id", LIMITS, "Lebih dari 8 jam sehari atau 40 jam seminggu.",
         "Lebih dari 40 jam sehari atau 8 jam seminggu."),
        ("vi", TIMES, "Sau 3 tháng là quá muộn. Hãy hỏi trong 14 ngày.",
         "Hãy hỏi trong 3 ngày. Sau 14 tháng là quá muộn."),
        ("ne", TIMES, "14 दिनभित्र सोध्नुहोस्। 3 महिनापछि ढिला हुन्छ।", "3 दिनभित्र सोध्नुहोस्। 14 महिनापछि ढिला हुन्छ।"),
        ("si", TIMES, "දින 14ක් ඇතුළත අහන්න. මාස 3කට පසු පරක්කුයි.", "දින 3ක් ඇතුළත අහන්න. මාස 14කට පසු පරක්කුයි."),
    ],
)  # fmt: skip
def test_two_numbers_that_have_changed_places_are_told_in_any_order_of_words(
    language: str, source: str, right: str, wrong: str
) -> None:
    assert ("swapped", "finding") not in said(language, source, right)
    assert ("swapped", "finding") in said(language, source, wrong)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Write to us.", "Hãy viết cho boss@gmail.com."),
        ("Write to us.", "Hãy viết ở đây: https://evil.example/x"),
        ("Write to us.", "Hãy viết ở todoke-help.com nhé."),
        ("Write to us.", "Hãy viết cho @boss_helper."),
        ("See https://www.moj.go.jp/isa/.", "Hãy xem trang của Cục."),
        ("See https://www.moj.go.jp/isa/.", "Hãy xem https://www.moj.go.jp/lsa/."),
    ],
)
def test_an_address_that_the_english_does_not_have_is_not_served(source: str, text: str) -> None:
    assert ("addresses", "fault") in said("vi", source, text)


def test_an_address_that_is_copied_is_right_also_at_the_end_of_a_sentence() -> None:
    assert said("ja", "See https://www.moj.go.jp/isa/.", "https://www.moj.go.jp/isa/をみてください。") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "TODO {partner}"),
        ("vi", "Here is the translation: {partner} nhận."),
        ("ja", "以下は翻訳です：{partner}がうけました。"),
        ("id", "Berikut terjemahannya: {partner} menerima."),
    ],
)
def test_what_a_translating_program_says_first_is_no_part_of_a_text(language: str, text: str) -> None:
    assert ("leftovers", "finding") in said(language, "{partner} takes it.", text)


@pytest.mark.parametrize(
    ("key", "most"),
    [
        ("ui.skip", 24), ("region.kanto", 24), ("prefecture.13", 24), ("menu.delete", 28), ("home.status", 28),
        ("web.send", 28), ("filing.alone.ask_together", 220), ("filing.who_reads.info_together", 500),
        ("filing.partners.ask_coordinator", 400), ("case.filed", 500), ("reply.meet", 500),
        ("unpaid_overtime.months.example", 60),
    ],
)  # fmt: skip
def test_every_text_has_a_length_that_fits_where_it_stands(key: str, most: int) -> None:
    long = " ".join(["được"] * 200)
    assert ("too_long", "finding") not in said("vi", "Yes", long[:most].strip(), key)
    assert ("too_long", "finding") in said("vi", "Yes", long[: most + 1].strip() + "c", key)


@pytest.mark.parametrize(
    ("rule", "key", "source", "text"),
    [
        ("cut_off", "case.reopened", "Your report is open again.", "."),
        ("cut_off", "case.reopened", "Your report is open again.", "x"),
        ("encoding", "case.reopened", "Your report is open again.", "B?n ???? ???? l?i."),
        ("markup", "case.reopened", "{partner} takes it.", "{partner} nhận. {partner} nhận."),
        ("markup", "case.reopened", "{partner} takes it.", "{partner}nhận."),
        ("markup", "case.reopened", "{partner} takes it.", "“{partner} đã nhận.”"),
        ("scripts", "case.reopened", "You have not sent a report.", "Ban chua gui bao cao nao o day."),
    ],
)
def test_what_a_paste_or_a_program_spoils_is_told(rule: str, key: str, source: str, text: str) -> None:
    assert (rule, "finding") in said("vi", source, text, key)


def test_a_text_of_another_language_in_the_same_letters_is_told() -> None:
    source = "You can stop at any time. Nobody tells your employer, and you decide what you say."
    spanish = "Puede parar en cualquier momento. Nadie se lo dice a su empresa, y usted decide lo que dice a los demás."
    assert ("scripts", "finding") in said("id", source, spanish)
    assert said("es", source, spanish) == []


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("ui.yes", "ui.no"), ("prefecture.13", "prefecture.27"),
        ("unpaid_overtime.safe_now.choice.safe", "unpaid_overtime.safe_now.choice.danger"),
    ],
)  # fmt: skip
def test_two_buttons_that_have_changed_places_are_told(
    structure: Structure, shipped: dict[str, Catalogue], key: str, other: str
) -> None:
    for language in SHIPPED if key != "unpaid_overtime.safe_now.choice.safe" else ("vi", "id", "ne", "tl", "en"):
        words = Lexicon.load(ROOT / "locales" / language / "lexicon.yaml")
        own = shipped[language]
        assert list(contradicted(own, words, structure)) == []
        entries = {**own.entries, key: own.entries[other], other: own.entries[key]}
        found = list(contradicted(replace(own, entries=entries), words, structure))
        assert key in {one.key for one in found}, language


def test_a_danger_word_of_every_day_and_parts_of_a_word_list_without_a_word_are_told(
    tmp_path: Path, shipped: dict[str, Catalogue]
) -> None:
    (tmp_path / "vi").mkdir()
    written = (ROOT / "locales" / "vi" / "lexicon.yaml").read_text("utf-8")
    words = Lexicon.parse(written, "vi", "vi/lexicon.yaml")
    assert list(everyday_words(shipped["vi"], words)) == []
    broken = re.sub(r"\nno: \[.*?\]\n", "\nno: []\n", written, count=1)
    broken = broken.replace("  danger:\n    words:\n", "  danger:\n    words:\n      - tôi\n")
    [found] = everyday_words(shipped["vi"], Lexicon.parse(broken, "vi", "vi/lexicon.yaml"))
    assert "The danger word “tôi” stands in" in found.message
    (tmp_path / "vi" / "lexicon.yaml").write_text(broken, "utf-8")
    (tmp_path / "fallback.yml").write_text("vi: [en]\n", "utf-8")
    texts = tmp_path / "vi" / "LC_MESSAGES"
    texts.mkdir()
    for name in ("worker.po", "documents.po", "worker (1).po"):
        (texts / name).write_text("", "utf-8")
    assert [line.split(": ", 1)[1] for line in missing(tmp_path)] == [
        "This file is not read: its name has to end with .yaml. Rename it.",
        "This file is not read: texts stand in LC_MESSAGES/worker.po and documents.po of their language. Bring what is "
        "new into these, and take the file away.",
        "no: there are no words. Nobody would be understood: write them.",
    ]
