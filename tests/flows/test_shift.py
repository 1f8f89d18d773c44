"""A day's hours as people write them, in their languages, digits and clocks."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.inputs.lexicon import Lexicon, load_lexicons
from flows.inputs.shift import length_of, parse, time_of
from flows.inputs.shift_bare import is_bare, is_perhaps, not_worked, read_whole, strangers
from flows.inputs.shift_items import words
from tests.support.texts import LOCALES

TODAY = date(2026, 11, 24)


@cache
def lexicon(language: str) -> Lexicon:
    return load_lexicons(LOCALES, [language])[language]


def clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def read(language: str, line: str) -> list[str]:
    """Each reading as "start-end/breaks/loose"."""
    found = parse(line, lexicon(language), TODAY)
    day = f"{found.on} " if found is not None and found.on else ""
    return [
        day + f"{clock(s.start)}-{clock(s.end)}" + "".join(f" {clock(a)}-{clock(b)}" for a, b in s.breaks)
        + ("" if s.loose is None else f" /{s.loose}")
        for s in (found.shifts if found is not None else ())
    ]  # fmt: skip


LINES = {
    "en": {
        "8:30-19:00 break 60": "8:30-19:00 /60", "8.30 to 7pm": "8:30-19:00", "0830-1900 60": "8:30-19:00 /60",
        "8:30~19:00/60": "8:30-19:00 /60", "break 60 8:30-19:00": "8:30-19:00 /60", "8am-12am": "8:00-24:00",
        "8:30-19:00 60 min break": "8:30-19:00 /60", "1 to 5pm": "13:00-17:00", "9:00 - 26:00": "9:00-26:00",
        "8-17 break 12-13": "8:00-17:00 12:00-13:00 /0", "8-17 break 1h30": "8:00-17:00 /90",
        "8-17 break 1.5h": "8:00-17:00 /90", "8-17 no break": "8:00-17:00 /0", "8-12 13-19": "8:00-19:00 12:00-13:00",
        "8-20 break 1 hour 15 minutes": "8:00-20:00 /75",
        "22:00-6:00": "22:00-30:00", "8:30 - 6:00 next day": "8:30-30:00", "yesterday 8-17": "2026-11-23 8:00-17:00",
        "20/11 8:30-19:00 1:00": "2026-11-20 8:30-19:00 /60", "2026-11-20 8-17": "2026-11-20 8:00-17:00",
        "Nov 20 8-17": "2026-11-20 8:00-17:00", "20 Nov 2025 8-17": "2025-11-20 8:00-17:00",
        "from 8 to 17 with 1 hour break": "8:00-17:00 /60",
        "17-11 8:00-17:30": "2026-11-17 8:00-17:30", "18-11 8:00-17:30 break 45": "2026-11-18 8:00-17:30 /45",
        "23-11 8-17 break 12-13": "2026-11-23 8:00-17:00 12:00-13:00 /0", "20-11 22-6": "2026-11-20 22:00-30:00",
        "18-11-2026 8-17": "2026-11-18 8:00-17:00", "8-15": "8:00-15:00", "22-6 1-2": "22:00-30:00 25:00-26:00 /0",
        "22-6 60": "22:00-30:00 /60", "20-5 break 60": "20:00-29:00 /60",
    },
    "ja": {
        "朝8時半から夜7時 休憩1時間": "8:30-19:00 /60", "８：３０〜１９：００　休憩６０分": "8:30-19:00 /60",
        "昨日 9時から18時まで 休憩なし": "2026-11-23 9:00-18:00 /0", "8時〜翌2時": "8:00-26:00",
        "11月20日 8時30分〜17時": "2026-11-20 8:30-17:00",
    },
    "vi": {
        "8h30 - 19h nghỉ 60 phút": "8:30-19:00 /60", "18h đến 6h sáng hôm sau": "18:00-30:00",
        "tu 8 gio sang den 7 gio toi, nghi 1 tieng": "8:00-19:00 /60", "hôm qua 8h-17h30": "2026-11-23 8:00-17:30",
        "8h-17h nghỉ trưa 12h-13h": "8:00-17:00 12:00-13:00 /0",
        "18-11 8h đến 17h30 nghỉ 45 phút": "2026-11-18 8:00-17:30 /45",
    },
    "id": {
        "jam 8 pagi sampai jam 7 malam istirahat 1 jam": "8:00-19:00 /60",
        "kemarin 08.30-19.00 istirahat 60 menit": "2026-11-23 8:30-19:00 /60",
        "22.00-07.00 tanpa istirahat": "22:00-31:00 /0",
    },
    "ne": {
        "बिहान ८ बजेदेखि बेलुका ७ बजेसम्म १ घण्टा विश्राम": "8:00-19:00 /60", "साढे ८ बजेदेखि १७ बजे": "8:30-17:00",
        "hijo bihana 8 baje dekhi beluka 7 baje samma": "2026-11-23 8:00-19:00",
    },
    "tl": {"8 ng umaga hanggang 7 ng gabi, pahinga 1 oras": "8:00-19:00 /60"},
    "my": {"မနက် ၈ နာရီ ကနေ ညနေ ၆ နာရီခွဲ နားချိန် ၁ နာရီ": "8:00-18:30 /60"},
    "km": {"ម៉ោង ៨ ព្រឹក ដល់ ម៉ោង ៧ យប់ សម្រាក ១ ម៉ោង": "8:00-19:00 /60"},
    "zh_Hans": {
        "早上8点半到晚上7点，休息1小时": "8:30-19:00 /60", "昨天 8:30-19:00 休息60分钟": "2026-11-23 8:30-19:00 /60",
    },
    "th": {
        "8 โมงเช้า ถึง 2 ทุ่ม พัก 1 ชั่วโมง": "8:00-20:00 /60", "๐๘.๓๐-๑๙.๐๐ พัก ๖๐ นาที": "8:30-19:00 /60",
        "ตี 5 ถึง บ่าย 3": "5:00-15:00",
    },
    "mn": {"өглөө 8 цагаас орой 7 цаг хүртэл завсарлага 1 цаг": "8:00-19:00 /60"},
    "pt_BR": {
        "das 8h30 às 19h, intervalo de 1 hora": "8:30-19:00 /60", "8 da manhã até 7 da noite": "8:00-19:00",
        "8 às 17 sem intervalo": "8:00-17:00 /0",
    },
    "bn": {
        "সকাল ৮টা থেকে রাত ৭টা বিরতি ১ ঘণ্টা": "8:00-19:00 /60", "গতকাল ৮:৩০-১৯:০০": "2026-11-23 8:30-19:00",
    },
    "es": {"8 de la mañana a 7 de la noche": "8:00-19:00", "de 8:30 a 19:00 descanso 45": "8:30-19:00 /45"},
    "si": {"උදේ 8.30 සිට හවස 7 දක්වා විවේකය පැය 1": "8:30-19:00 /60"},
    "uz": {"ertalab soat 8 dan kechki 7 gacha, tanaffus 1 soat": "8:00-19:00 /60"},
}  # fmt: skip


@pytest.mark.parametrize("language", LINES)
def test_a_line_is_read_as_it_is_meant(language: str) -> None:
    assert {line: read(language, line) for line in LINES[language]} == {
        line: [meant] for line, meant in LINES[language].items()
    }


@pytest.mark.parametrize(
    ("language", "line", "meant"),
    [
        ("vi", "từ tám giờ đến mười bảy giờ nghỉ một tiếng", "8:00-17:00 /60"),
        ("id", "jam delapan pagi sampai jam lima sore", "8:00-17:00"),
        ("ja", "朝八時半から夜七時 休憩一時間", "8:30-19:00 /60"), ("zh_Hans", "早上八点到晚上七点", "8:00-19:00"),
        ("tl", "alas otso ng umaga hanggang alas singko ng hapon", "8:00-17:00"),
        ("th", "แปดโมงเช้าถึงห้าโมงเย็น", "8:00-17:00"), ("my", "မနက် ရှစ်နာရီ ကနေ ညနေ ငါးနာရီ", "8:00-17:00"),
        ("km", "ម៉ោងប្រាំបីព្រឹក ដល់ ម៉ោងប្រាំល្ងាច", "8:00-17:00"), ("bn", "সকাল আটটা থেকে বিকাল পাঁচটা", "8:00-17:00"),
        ("pt_BR", "das oito às dezessete", "8:00-17:00"), ("uz", "ertalab sakkizdan kechki beshgacha", "8:00-17:00"),
        ("mn", "өглөө найман цагаас орой долоон цаг хүртэл", "8:00-19:00"),
    ],
)  # fmt: skip
def test_numbers_may_be_words(language: str, line: str, meant: str) -> None:
    assert read(language, line) == [meant]


def test_people_are_not_taken_for_times() -> None:
    for line in ("one or two people came", "I have one question and two papers", "we are three, they are five"):
        assert read("en", line) == [], line


def test_every_language_has_its_own_words() -> None:
    for language in LINES:
        assert words(language, "pause"), language
        pause = words(language, "pause")[0]
        assert read(language, f"8:30-19:00 {pause} 60") == ["8:30-19:00 /60"]


def test_a_day_with_a_hyphen_that_may_be_two_days_is_asked_never_guessed() -> None:
    def days(line: str, language: str = "en") -> tuple[list[str], bool]:
        found = parse(line, lexicon(language), TODAY)
        assert found is not None, line
        assert found.on is None, line
        return [f"{day:%-d.%-m.}" for day in found.days], found.whole is not None

    assert days("03-04 9:00-18:00") == (["3.4.", "4.3."], True)
    assert days("3-4 9-18", "vi") == (["3.4.", "4.3."], True)
    assert days("5-11 8-17 break 12-13", "vi") == (["5.11.", "11.5."], False)
    assert days("8-10 9-12", "vi") == (["8.10.", "10.8."], False), "hours over each other are none"
    assert days("3-4 9h đến 18h", "vi") == (["3.4.", "4.3."], True)
    for line in ("3-4, 9:00-18:00", "3-4: 9-18", "ngày 3-4 9h-18h", "3 - 4 từ 9h đến 18h", "03-04-26, 9:00-18:00"):
        assert days(line, "vi")[0] == ["3.4.", "4.3."], line
    assert days("3-4 jam 9 sampai 18", "id")[0] == ["3.4.", "4.3."]
    assert days("1-5 9-18", "vi") == (["1.5."], True)
    assert days("8-12 1-5", "tl") == (["12.8."], True), "8 to 12 and 1 to 5, or 12 August"
    assert days("3/4 9:00-18:00", "vi") == (["3.4.", "4.3."], False)
    assert days("8-12 13:00-19:00", "vi") == (["12.8."], True), "8 December has not come yet"
    assert read("en", "03-04 9:00-18:00") == ["9:00-18:00"]
    assert read("vi", "9-6 10:00-17:00 nghỉ 60") == ["10:00-17:00 /60"]
    for line, meant in {
        "8-12 13-19": "8:00-19:00 12:00-13:00", "9-6 12-1": "9:00-18:00 12:00-13:00 /0",
        "9-6 12:00-13:00": "9:00-18:00 12:00-13:00 /0", "8-17 12:00-13:00": "8:00-17:00 12:00-13:00 /0",
        "8-17 18-19": "8:00-19:00 17:00-18:00", "8-5 1 30": "8:00-17:00 /90",
        "8-12, 13-19": "8:00-19:00 12:00-13:00", "18-11, 8-17": "2026-11-18 8:00-17:00",
        "18-11 from 8 to 17": "2026-11-18 8:00-17:00", "on 18-11 8-17": "2026-11-18 8:00-17:00",
        "8-17 break 12-13": "8:00-17:00 12:00-13:00 /0",
        "8-20 9:00-18:00": "2026-08-20 9:00-18:00", "2-20 9-18": "2026-02-20 9:00-18:00",
        "11-11 9-18": "2026-11-11 9:00-18:00",
    }.items():  # fmt: skip
        assert read("en", line)[0] == meant, line
    assert read("en", "30-2 9:00-18:00") == [], "there is no such day"


def test_an_end_before_the_beginning_is_asked_never_guessed() -> None:
    assert read("en", "8 to 5") == ["8:00-17:00", "8:00-29:00"]
    assert read("en", "17:00-8:30 break 60") == ["17:00-20:30 /60", "17:00-32:30 /60"]
    assert read("en", "14:00-13:00") == ["14:00-37:00"]
    for line in ("8 to 5", "17:00-8:30", "14:00-13:00", "22:00-6:00", "8-17", "14:00-13:00 next day"):
        found = parse(line, lexicon("en"), TODAY)
        assert found is not None
        assert found.sure == (line in ("22:00-6:00", "8-17", "14:00-13:00 next day")), line


def test_what_is_no_time_is_not_read_as_one() -> None:
    for line in (
        "hello", "my boss took my passport", "8 hours", "99:00-3", "", "8:77-9:99", "1" * 400, "1/1/2027",
        "Fired 11/20", "monthly pay 180000", "18,000 from 20", "12345-17",
    ):  # fmt: skip
        assert read("en", line) == [], line
    assert length_of("monthly pay 180000", lexicon("en")) is None
    assert time_of("7 180000", lexicon("en")) is None


SENTENCES = {
    "en": ("The boss hit me at 8 and at 10", "They took my passport on 8/10", "Fired 11/20", "Boss 8-10"),
    "ja": ("社長が8時と10時に私をなぐった", "パスポートを取られた 8-10", "解雇 11/20"),
    "vi": ("Sếp đánh tôi lúc 8 giờ và 10 giờ", "Họ lấy hộ chiếu của tôi 8-10"),
    "id": ("Bos memukul saya jam 8 dan jam 10", "Paspor saya diambil 8-10"),
    "ne": ("हाकिमले ८ बजे र १० बजे मलाई कुट्यो", "राहदानी ८-१० मा खोसियो", "malik le 8 baje ra 10 baje kutyo"),
    "tl": ("Sinaktan ako ng amo alas 8 at alas 10", "Kinuha ang pasaporte ko 8-10"),
    "my": ("အလုပ်ရှင်က ၈ နာရီနဲ့ ၁၀ နာရီမှာ ကျွန်တော့်ကို ရိုက်တယ်", "ပတ်စပို့ ၈-၁၀ ယူသွားတယ်"),
    "km": ("ថៅកែវាយខ្ញុំនៅម៉ោង ៨ និងម៉ោង ១០", "គេយកលិខិតឆ្លងដែនខ្ញុំ ៨-១០"),
    "zh_Hans": ("老板8点和10点打我", "护照被拿走了 8-10", "解雇 11/20"),
    "th": ("หัวหน้าตีผมตอน 8 โมง กับ 10 โมง", "หัวหน้ายึดหนังสือเดินทาง วันที่ 8 เดือน 10"),
    "mn": ("Дарга намайг 8 цагт, 10 цагт зодсон", "Паспортыг маань 8-10 авсан"),
    "pt_BR": ("O chefe me bateu às 8 e às 10", "Pegaram meu passaporte 8-10"),
    "bn": ("মালিক ৮টায় আর ১০টায় আমাকে মেরেছে", "পাসপোর্ট নিয়ে গেছে ৮-১০"),
    "es": ("El jefe me pegó a las 8 y a las 10", "Me quitaron el pasaporte 8-10"),
    "si": ("ලොක්කා 8ටයි 10ටයි මට ගැහුවා", "පාස්පෝට් එක ගත්තා 8-10"),
    "uz": ("Xoʻjayin meni soat 8 da va soat 10 da urdi", "Pasportimni olib qoʻydi 8-10"),
}  # fmt: skip
NUMBERS = (
    "080-1234-1530", "080-1111-2222", "110 119", "110-119", "5/11 20", "11/20", "2026-11", "¥1000-1500", "180000",
    "18,000", "8-10?", "8-10 🆘", "8 17", "30-40", "8-17 5000", "8-17 1 2 3", "8.5-17",
)  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_with_two_numbers_is_not_taken_for_hours(language: str) -> None:
    for line in SENTENCES[language]:
        assert not is_bare(line, lexicon(language), TODAY), line
    for line in NUMBERS:
        assert not is_bare(line, lexicon(language), TODAY), line


@pytest.mark.parametrize("language", LINES)
def test_hours_alone_are_told_from_a_sentence_with_hours_in_it(language: str) -> None:
    for line in LINES[language]:
        assert is_bare(line, lexicon(language), TODAY), line
        assert strangers(line, lexicon(language)) == 0, line
        assert read_whole(line, lexicon(language), TODAY) is not None, line
    for line in ("I worked from 8:30 to 19:00 yesterday", "the boss came at 8 and 9", "8:30", "hello", ""):
        assert not is_bare(line, lexicon(language), TODAY), line


def test_where_hours_are_asked_a_word_that_says_so_is_no_stranger() -> None:
    assert strangers("I worked from 8:30 to 19:00 yesterday", lexicon("en"), asked=True) == 0
    assert strangers("He came at 8 and hit me again at 10", lexicon("en"), asked=True) > 1
    assert strangers("They fired me today. I have 2 children", lexicon("en"), asked=True) > 1
    assert strangers("หัวหน้ายึดหนังสือเดินทาง 8-10", lexicon("th"), asked=True) > 1


def test_a_length_and_a_single_time() -> None:
    lengths = [("en", "45 min"), ("en", "1 hour"), ("ja", "1時間半"), ("en", "1:30"), ("en", "90"), ("ja", "なし")]
    assert [length_of(said, lexicon(language)) for language, said in lengths] == [45, 60, 90, 90, 90, 0]
    both = [
        ("en", "1 hour 30 minutes"), ("en", "1 h 30 min"), ("ja", "1時間30分"), ("id", "1 jam dan 30 menit"),
        ("vi", "1 tiếng 30 phút"), ("ne", "1 घण्टा 30 मिनेट"), ("si", "පැය 1යි විනාඩි 30"), ("es", "1 hora y 30 min"),
    ]  # fmt: skip
    assert [length_of(said, lexicon(language)) for language, said in both] == [90] * len(both)
    times = [("en", "7pm"), ("en", "19:00"), ("vi", "7h tối"), ("ja", "翌2時"), ("en", "8-17"), ("en", "soon")]
    assert [time_of(said, lexicon(language)) for language, said in times] == [1140, 1140, 1140, 120, None, None]


LENGTHS = [
    ("en", "1 and a half hours", 90), ("en", "an hour and a half", 90), ("en", "one and a half hours", 90),
    ("en", "1 1/2 hours", 90), ("en", "half an hour", 30), ("en", "about 1:30", 90), ("en", "1.30", 90),
    ("en", "an hour and 15 min", 75), ("en", "three quarters of an hour", 45), ("vi", "tiếng rưỡi", 90),
    ("vi", "nửa tiếng", 30), ("id", "satu setengah jam", 90), ("id", "1 jam setengah", 90), ("id", "setengah jam", 30),
    ("id", "sejam", 60), ("ne", "dedh ghanta", 90), ("ne", "aadha ghanta", 30), ("tl", "1 oras at kalahati", 90),
    ("tl", "kalahating oras", 30), ("si", "පැයයි විනාඩි 15", 75), ("si", "පැය එකහමාර", 90), ("th", "ชั่วโมงครึ่ง", 90),
    ("km", "មួយម៉ោងកន្លះ", 90), ("my", "တစ်နာရီခွဲ", 90), ("zh_Hans", "1个半小时", 90), ("es", "un cuarto de hora", 15),
    ("en", "1 hour fifteen minutes", 75), ("en", "12:30", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "minutes"), LENGTHS)
def test_a_length_is_read_as_people_say_it_or_not_at_all(language: str, said: str, minutes: int | None) -> None:
    both = {language: lexicon(language), "en": lexicon("en")}
    assert length_of(said, both[language].merge(both["en"])) == minutes


TIMES = [
    ("id", "setengah 8", "7:30"), ("id", "jam setengah delapan", "7:30"), ("id", "setengah 1 siang", "12:30"),
    ("id", "jam 8 kurang 15", "7:45"), ("en", "half past 8", "8:30"), ("en", "quarter to 8", "7:45"),
    ("en", "10 past 8", "8:10"), ("vi", "9 giờ kém 15", "8:45"), ("ne", "paune 8", "7:45"), ("tl", "8 y medya", "8:30"),
    ("ja", "8時15分前", "7:45"), ("ja", "9時5分前", "8:55"), ("th", "2 ทุ่มครึ่ง", "20:30"),
    ("es", "8 menos cuarto", "7:45"),
    ("en", "ten past 8", None), ("en", "half 8", None),
]  # fmt: skip


@pytest.mark.parametrize(("language", "said", "time"), TIMES)
def test_a_time_is_told_from_the_full_hour(language: str, said: str, time: str | None) -> None:
    found = time_of(said, lexicon(language))
    assert (None if found is None else clock(found)) == time


@pytest.mark.parametrize(
    ("language", "line", "meant"),
    [
        ("id", "setengah 8 pagi sampai setengah 6 sore", "7:30-17:30"), ("en", "half past 8 to 5pm", "8:30-17:00"),
        ("en", "8-17 break one and a half hours", "8:00-17:00 /90"),
        ("en", "8-17 break half an hour", "8:00-17:00 /30"),
        ("en", "8-17 half hour break", "8:00-17:00"), ("vi", "8h-17h nửa tiếng nghỉ", "8:00-17:00"),
        ("vi", "8-17 nghỉ một tiếng rưỡi", "8:00-17:00 /90"),
        ("id", "8-17 istirahat satu setengah jam", "8:00-17:00 /90"),
        ("id", "8-17 setengah jam istirahat", "8:00-17:00"), ("ne", "8-17 dedh ghanta bisram", "8:00-17:00 /90"),
    ],
)  # fmt: skip
def test_the_half_of_a_break_belongs_to_no_time(language: str, line: str, meant: str) -> None:
    assert read(language, line) == [meant]


@given(st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 600), st.sampled_from(sorted(LINES)))
def test_what_the_program_writes_itself_it_reads_back(start: int, length: int, pause: int, language: str) -> None:
    end = start + length
    line = f"{clock(start)}-{clock(end)} {words(language, 'pause')[0]} {pause} {words(language, 'minute')[0]}"
    assert read(language, line) == [f"{clock(start)}-{clock(end)} /{pause}"]


@pytest.mark.parametrize(
    "line", ["2026-13-01", "0000-00-00", "2026/02/30 8-17", "8:00-10:00 9:00-12:00", "8:00-10:00, 7:00-9:00"]
)
def test_a_day_that_is_none_and_stretches_over_each_other_are_no_hours(line: str) -> None:
    assert read("en", line) == []


def test_a_break_within_the_work_is_one_however_it_is_written() -> None:
    assert read("en", "8-17 12-13") == ["8:00-17:00 12:00-13:00 /0"]


def test_the_day_of_tomorrow_is_not_taken_for_that_of_last_year() -> None:
    assert read("en", "25/11 8-17") == ["2026-11-25 8:00-17:00"], "refused as not come yet"
    assert read("en", "Dec 20 8-17") == ["2026-12-20 8:00-17:00"]
    assert read("en", "25/11/2025 8-17") == ["2025-11-25 8:00-17:00"]
    assert read("en", "25/3 8-17") == ["2026-03-25 8:00-17:00"]
    assert read("en", "20/2 8-17") == ["2026-02-20 8:00-17:00"]


@pytest.mark.parametrize(
    ("language", "line", "on"),
    [
        ("vi", "thứ 2 8-17", 23), ("vi", "thu 2: 8h-17h", 23), ("vi", "thứ 7 8h đến 17h", 21),
        ("vi", "ngày 20 8h-17h", 20), ("id", "tgl 20: 08.00-17.00", 20), ("ja", "20日 8-17", 20),
        ("ja", "２０日は8時から17時まで", 20), ("en", "the 20th 8-17", 20), ("tl", "ika-20 8-17", 20),
    ],
)  # fmt: skip
def test_the_number_of_a_day_is_no_beginning_of_work(language: str, line: str, on: int) -> None:
    assert read(language, line) == [f"2026-11-{on} 8:00-17:00"]


@pytest.mark.parametrize("line", ["20 8-17", "room 5 8-17", "7 8-12 13-17", "8 hours 9-18"])
def test_a_number_apart_before_the_hours_is_not_read_as_one_of_them(line: str) -> None:
    assert read("en", line) == []


@pytest.mark.parametrize(
    ("language", "line", "meant"),
    [
        ("id", "shift 2 jam 14-22", "14:00-22:00"), ("id", "shift 2 14-22", "14:00-22:00"),
        ("id", "shift dua 14-22", "14:00-22:00"), ("vi", "ca 2 14-22", "14:00-22:00"),
        ("vi", "ca hai 14-22", "14:00-22:00"), ("vi", "thứ 2 ca 3 22h-6h", "2026-11-23 22:00-30:00"),
        ("vi", "14-22 ca 2", "14:00-22:00"), ("en", "2nd shift 14-22", "14:00-22:00"),
        ("en", "shift 2: 2pm to 10pm", "14:00-22:00"), ("ja", "昨日2直 14-22", "2026-11-23 14:00-22:00"),
        ("es", "turno 2 de 14 a 22", "14:00-22:00"), ("ne", "सिफ्ट २ १४-२२", "14:00-22:00"),
        ("en", "shift 2-10", "2:00-10:00"), ("en", "shift 1 to 9 break 12-13", "1:00-9:00 12:00-13:00 /0"),
        ("en", "shift 2:30-10:30", "2:30-10:30"),
    ],
)  # fmt: skip
def test_the_number_of_a_shift_is_no_time(language: str, line: str, meant: str) -> None:
    assert read(language, line) == [meant]


def test_hours_without_a_hyphen_are_read_before_a_break_with_one() -> None:
    for line in ("8 17 12-13", "8 to 17 12-13", "8am 5pm 12-1"):
        assert read("en", line) == ["8:00-17:00 12:00-13:00 /0"]
    assert read("en", "8 to 12 - 13 to 17") == ["8:00-17:00 12:00-13:00"]
    assert read("vi", "ngày 8-17 nghỉ 60") == ["8:00-17:00 /60"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("vi", "sáng 8-12 chiều 1-5"), ("vi", "sáng 8h-12h, chiều 1h-5h"), ("id", "pagi 8-12 siang 1-5"),
        ("tl", "umaga 8-12 hapon 1-5"), ("ne", "bihana 8-12 diuso 1-5"), ("en", "morning 8-12 afternoon 1-5"),
        ("en", "8-12, 1-5pm"), ("ja", "午前8-12 午後1-5"),
    ],
)  # fmt: skip
def test_the_morning_and_the_afternoon_are_one_day_of_work(language: str, line: str) -> None:
    assert read(language, line) == ["8:00-17:00 12:00-13:00"]


def test_a_break_in_the_afternoon_is_no_second_stretch() -> None:
    assert read("en", "8am-5pm 12-1pm") == ["8:00-17:00 12:00-13:00 /0"]
    assert read("en", "8-17 6-8pm") == ["8:00-20:00 17:00-18:00"]
    assert read("vi", "chiều 1-5 tối 6-9") == ["13:00-21:00 17:00-18:00"]


@pytest.mark.parametrize(
    ("language", "line"),
    [("vi", "nghỉ 12-13 8-17"), ("id", "istirahat 12-13, 8-17"), ("ja", "休憩12-13 8-17"), ("en", "break 12-13 8-17")],
)
def test_a_break_that_is_told_first_is_no_day(language: str, line: str) -> None:
    assert read(language, line) == ["8:00-17:00 12:00-13:00 /0"]


@pytest.mark.parametrize(
    ("language", "line", "on"),
    [
        ("en", "8-17 yesterday", 23), ("en", "8:00-17:00 on Monday", 23), ("en", "8-17 today", 24),
        ("en", "8-17 3 days ago", 21), ("vi", "8h-17h hôm qua", 23), ("vi", "8h-17h thứ 2", 23), ("vi", "8-17 t7", 21),
        ("vi", "8h-17h ngày 20", 20), ("ne", "८-१७ हिजो", 23), ("id", "8-17 kemarin", 23), ("ja", "8-17 昨日", 23),
        ("ja", "8時から17時 20日", 20), ("zh_Hans", "8-17点 昨天", 23), ("pt_BR", "8h-17h ontem", 23),
        ("es", "8-17 el lunes", 23), ("tl", "8am-5pm kahapon", 23), ("th", "8-17 เมื่อวาน", 23), ("my", "၈-၁၇ မနေ့က", 23),
        ("km", "8-17 ម្សិលមិញ", 23), ("mn", "8-17 өчигдөр", 23), ("bn", "৮-১৭ গতকাল", 23), ("si", "8-17 ඊයේ", 23),
        ("uz", "8-17 kecha", 23),
    ],
)  # fmt: skip
def test_a_day_behind_the_hours_is_their_day_and_no_break(language: str, line: str, on: int) -> None:
    assert read(language, line) == [f"2026-11-{on} 8:00-17:00"]


def test_a_day_beside_the_break_is_read_with_it() -> None:
    for line in ("8-17 yesterday, break 60", "8-17 break 60 yesterday"):
        assert read("en", line) == ["2026-11-23 8:00-17:00 /60"]
    assert read("vi", "8h-17h nghỉ 60 thứ 7") == ["2026-11-21 8:00-17:00 /60"]
    assert read("id", "8-17 istirahat 60 min") == ["8:00-17:00 /60"], "min is no Sunday there"


def test_behind_a_night_the_day_may_be_the_one_on_which_it_ended() -> None:
    found = parse("22-6 yesterday", lexicon("en"), TODAY)
    assert found is not None
    assert (found.on, [day.day for day in found.days]) == (None, [23, 22])
    for line in ("22:00 yesterday - 6:00 today", "8-17 monday and tuesday", "8:30 - 6:00 next day"):
        several = parse(line, lexicon("en"), TODAY)
        assert several is not None
        assert (several.on, several.days) == (None, ()), line
    assert read("en", "8-17 3 days") == [], "that is no break, and no day"
    assert read("vi", "8-17 ngày 20") == ["2026-11-20 8:00-17:00"]


WEEKS = {
    "en": ("mon-fri 8-17", "8-17 Mon to Fri", "Monday to Friday from 8 to 17"), "id": ("senin-jumat 8-17",),
    "vi": ("thứ 2 đến thứ 6 8-17", "thu 2 den thu 6 8-17", "8h-17h t2-t6", "thứ 2-6 8-17", "thứ 2,3,4,5,6 8-17"),
    "es": ("lunes-viernes 8-17", "de lunes a viernes de 8 a 17"), "pt_BR": ("segunda a sexta 8-17",),
    "ja": ("月〜金 8-17", "月火水木金 8-17", "月曜から金曜まで8時から17時"), "tl": ("Lunes hanggang Biyernes 8-17",),
    "zh_Hans": ("周一到周五 8-17", "星期一到五 8点到17点"), "ne": ("सोमबार देखि शुक्रबार सम्म ८-१७",),
    "my": ("တနင်္လာ ကနေ သောကြာ ၈-၁၇",), "km": ("ច័ន្ទ ដល់ សុក្រ 8-17",), "th": ("จันทร์-ศุกร์ 8-17",),
    "mn": ("Даваагаас баасан хүртэл 8-17",), "bn": ("সোম-শুক্র ৮-১৭",), "si": ("සඳුදා සිට සිකුරාදා 8-17",),
    "uz": ("dushanbadan jumagacha 8-17",),
}  # fmt: skip


@pytest.mark.parametrize("language", WEEKS)
def test_several_days_of_a_week_are_those_of_this_one_or_of_the_one_before(language: str) -> None:
    for line in WEEKS[language]:
        found = parse(line, lexicon(language), TODAY)
        assert found is not None, line
        assert (found.on, found.days, read(language, line)) == (None, (), ["8:00-17:00"]), line
        assert [[day.day for day in week] for week in found.weeks or ()] == [[23, 24], [16, 17, 18, 19, 20]], line


def test_days_in_a_row_and_several_that_nobody_can_tell() -> None:
    def weeks(line: str, language: str = "en") -> list[list[int]] | None:
        found = parse(line, lexicon(language), TODAY)
        return None if found is None or found.weeks is None else [[day.day for day in week] for week in found.weeks]

    assert weeks("mon, wed and fri 8-17") == [[23], [16, 18, 20]]
    assert weeks("thứ 2,4,6 8-17", "vi") == [[23], [16, 18, 20]]
    assert weeks("土日 8-17", "ja") == [[21, 22], [14, 15]]
    assert weeks("fri-mon 22-6") == [[20, 21, 22, 23], [13, 14, 15, 16]]
    assert weeks("last week mon-wed 8-17") == [[16, 17, 18]]
    for line in ("every day 8-17", "blah to friday 8-17"):
        assert weeks(line) == [], "not one day, but nobody knows which"
    for line in ("friday 8-17", "8 to 17 friday", "from Monday 8-17", "11/20 8-17", "8-17 yesterday"):
        assert weeks(line) is None, line
    assert parse("mon 8-12 tue 13-17", lexicon("en"), TODAY) is None, "two days with hours of their own"


NIGHTS = {
    "en": {
        "night shift 10-7": "22:00-31:00", "10pm - 7am": "22:00-31:00", "9 to noon": "9:00-12:00",
        "noon to midnight": "12:00-24:00", "midnight to 8": "0:00-8:00", "8am - 12 midnight": "8:00-24:00",
        "night shift 17-9": "17:00-33:00", "12:00 noon - 21:00": "12:00-21:00",
    },
    "ja": {"夜勤 9-6": "21:00-30:00", "夜勤 夜9時〜朝6時": "21:00-30:00", "正午から21時": "12:00-21:00"},
    "vi": {
        "ca đêm 8 giờ tối đến 5 giờ sáng": "20:00-29:00", "ca dem 8-5": "20:00-29:00",
        "8 giờ sáng đến 12 đêm": "8:00-24:00", "8h sáng đến nửa đêm": "8:00-24:00",
    },
    "id": {"jam 4 sore sampai tengah malam": "16:00-24:00", "shift malam 10-7": "22:00-31:00"},
    "th": {"กะดึก 4 ทุ่ม ถึง 7 โมงเช้า": "22:00-31:00", "เที่ยงครึ่ง ถึง 3 ทุ่ม": "12:30-21:00"},
    "ne": {"रात्री ड्युटी २२-७": "22:00-31:00"}, "my": {"ညဆိုင်း ၁၀-၇": "22:00-31:00"},
    "zh_Hans": {"夜班 10-7": "22:00-31:00", "16点到午夜": "16:00-24:00"},
    "tl": {"8am hanggang hatinggabi": "8:00-24:00"},
    "km": {"ល្ងាច ម៉ោង ៥ ដល់ ម៉ោង ១០ យប់": "17:00-22:00", "ម៉ោង ៨ ព្រឹក ដល់ ល្ងាច ម៉ោង ៥": "8:00-17:00"},
    "mn": {"шөнийн ээлж 22-7": "22:00-31:00"}, "pt_BR": {"das 16h à meia-noite": "16:00-24:00"},
    "es": {"de 4 de la tarde a medianoche": "16:00-24:00"}, "bn": {"রাতের শিফট ১০-৭": "22:00-31:00"},
    "si": {"රාත්‍රී වැඩ මුරය 22-7": "22:00-31:00"}, "uz": {"tungi smena 22-7": "22:00-31:00"},
}  # fmt: skip


@pytest.mark.parametrize("language", NIGHTS)
def test_nights_noon_and_midnight_are_read_as_they_are_named(language: str) -> None:
    for line, meant in NIGHTS[language].items():
        assert read(language, line) == [meant], line
        found = parse(line, lexicon(language), TODAY)
        assert found is not None
        assert found.sure, line
        assert is_bare(line, lexicon(language), TODAY), line


def test_evening_five_is_seventeen_in_khmer() -> None:
    assert [time_of(said, lexicon("km")) for said in ("ល្ងាច ម៉ោង ៥", "ម៉ោង ៥ ល្ងាច", "ល្ងាច 5")] == [1020] * 3


def test_what_a_night_shift_does_not_tell_is_still_asked() -> None:
    assert len(read("en", "night shift 12-8")) == 2
    for line in ("night shift", "from noon", "8 in the morning"):
        assert is_perhaps(line, lexicon("en")), line
    for line in ("110", "110 119", "080-1234-1530", "good night", "evening", "my boss came at night", "8-10?"):
        assert not is_perhaps(line, lexicon("en")), line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "9-18 2 breaks of 30 min"), ("en", "9-18 2 breaks 30 min"), ("en", "9-18 break 30 min and 15 min"),
        ("ja", "9-18 休憩60分と15分"), ("id", "8-17 istirahat 2 kali 30 menit"), ("tl", "8-17 2 break 30 min"),
        ("vi", "8-17 nghỉ 2 lần 30 phút"), ("ne", "8-17 bishram 2 patak 30 min"),
    ],
)  # fmt: skip
def test_of_two_numbers_beside_the_break_none_is_taken_for_it(language: str, line: str) -> None:
    assert read_whole(line, lexicon(language), TODAY) is None


def test_a_break_from_when_until_when_in_words_is_no_length() -> None:
    assert read("ja", "9-18休憩12時から13時") == ["9:00-18:00 12:00-13:00 /0"]
    assert read("ja", "9時から18時、昼休み12時から13時") == ["9:00-18:00 12:00-13:00 /0"]
    assert read("en", "9-18 break 1 hour 30") == ["9:00-18:00 /90"]


def test_a_word_for_a_day_off_that_is_a_break_too_is_one_where_its_length_is_told() -> None:
    for language, line in (("ja", "9-18 休み60分"), ("ja", "9-18 休みなし"), ("vi", "9-18 nghỉ 60")):
        found = read_whole(line, lexicon(language), TODAY)
        assert found is not None
        assert not not_worked(line, found, lexicon(language)), line
    for language, line in (("ja", "9-18 休み"), ("vi", "9-18 nghi om"), ("id", "9-18 libur")):
        found = read_whole(line, lexicon(language), TODAY)
        assert found is not None
        assert not_worked(line, found, lexicon(language)), line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "9-18 on 22 and 23"), ("en", "22 and 23 9-18"), ("vi", "9-18 ngày 22 và 23"), ("ja", "9-18 22日と23日"),
        ("id", "9-18 tgl 22 dan 23"), ("tl", "9-18 noong 22 at 23"), ("zh_Hans", "9-18 22号和23号"),
        ("en", "9-18 on 5 or 6 november"), ("ja", "9-18 5日か6日"),
    ],
)  # fmt: skip
def test_two_days_that_are_counted_are_no_hours_and_no_break(language: str, line: str) -> None:
    assert read_whole(line, lexicon(language), TODAY) is None
    assert read(language, "9-12, 13-18") == ["9:00-18:00 12:00-13:00"]


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "yesterday and today 9-18"), ("vi", "hôm qua và hôm nay 9-18"), ("ja", "昨日と今日 9-18")],
)
def test_of_two_days_named_in_words_it_is_asked_which(language: str, line: str) -> None:
    found = parse(line, lexicon(language), TODAY)
    assert found is not None
    assert (found.on, [day.day for day in found.days]) == (None, [23, 24])


def test_three_quarters_of_an_hour_in_chinese() -> None:
    assert read("zh_Hans", "8点三刻到17点") == ["8:45-17:00"]
    assert read("zh_Hans", "差一刻9点到17点一刻") == ["8:45-17:15"]
