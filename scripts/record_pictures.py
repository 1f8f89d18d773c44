"""Make the pictures of a process record in every language anew: docs/images/record-<language>.png, the first page and
the beginning of the annex side by side.

    .venv/bin/python -m scripts.record_pictures [LANGUAGE …]

The case is made up and the same in every language; only its own words are in Vietnamese, as somebody wrote them.
"""

import io
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polib
from PIL import Image

from bot.clock import JAPAN
from bot.documents.record import (
    Both,
    Estimate,
    File,
    Given,
    Happening,
    Letter,
    Line,
    Part,
    Request,
    Told,
    chosen,
    lines,
    question,
)
from bot.documents.record_hours import month_lines
from bot.documents.record_paper import Front, paper
from bot.documents.rendering import bundled, pictures
from bot.documents.telling import Teller, called
from bot.wording import values
from bot.wording.counted import counted
from bot.wording.languages import ENDONYMS
from bot.wording.readings import without_readings
from bot.wording.served import Snapshot
from flows.law.duties import duties
from flows.law.log import Noted, Written
from flows.law.pay.days import Day
from flows.loader import load

ROOT = Path(__file__).resolve().parent.parent
FILED = datetime(2026, 11, 4, 12, 10, tzinfo=UTC)
MADE = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PPI, SHOWN = 70, 2

ANSWERS: tuple[tuple[str, object], ...] = (
    ("about_you.status", "ssw1"), ("about_you.prefecture", "13"), ("about_you.want", "pay"),
    ("unpaid_overtime.overtime_month", "h60"), ("unpaid_overtime.months", "m6"),
    ("unpaid_overtime.since_month", "2026-05"), ("unpaid_overtime.pay_form", "monthly"),
    ("unpaid_overtime.monthly_pay", 198_000), ("unpaid_overtime.overtime_exact", 3150),
    ("unpaid_overtime.work_field", "factory"), ("unpaid_overtime.last_time", "last_month"),
    ("unpaid_overtime.paid_how", "part"), ("unpaid_overtime.paid_yen", 12_000),
    ("unpaid_overtime.payslip", "every_month"), ("unpaid_overtime.payslip_hours", "too_few"),
    ("unpaid_overtime.records", ["time_card", "own_notes"]),
    ("unpaid_overtime.cut_minutes", "every_day"), ("unpaid_overtime.time_sheets", ["false_hours", "signed_blank"]),
    ("unpaid_overtime.deductions", ["housing", "fee_debt"]), ("unpaid_overtime.worked_breaks", "sometimes"),
    ("unpaid_overtime.threats", ["fired", "family_debt"]), ("unpaid_overtime.safe_now", "afraid"),
    ("missed_support.duties_a", ["guidance", "orientation"]), ("missed_support.interview_last", "never"),
    ("missed_support.asked_whom", ["company", "support_org"]), ("missed_support.asked_answer", "promised"),
    ("missed_support.stay_expiry", "2027-03-31"), ("extra.told_whom", ["company", "support_body"]),
    ("extra.who_pays", "株式会社サンプル"), ("extra.work_place", "Nhà máy ở Adachi, Tokyo"),
    ("extra.anything", "Tháng nào tôi cũng ghi giờ vào sổ. Quản lý nói “viết 20 giờ thôi”. #text(red)[*không*]"),
)  # fmt: skip
"""A whole case: question and answer. Some of them never become lines."""

HAPPENED = (
    ("filed", 0, None), ("offered", 0, 0), ("reminded", 1, 0), ("declined", 2, 0), ("offered", 2, 1),
    ("accepted", 3, 1), ("replied", 3, 1), ("reached_claimed", 4, 1), ("reached_confirmed", 4, 1),
    ("appointment_planned", 5, 1), ("worker_wrote", 8, None), ("appointment_held", 9, 1), ("answer_corrected", 9, None),
)  # fmt: skip
FULFILLED = {
    "unpaid_overtime.months": False, "unpaid_overtime.cut_minutes": False, "unpaid_overtime.payslip_hours": False,
    "unpaid_overtime.worked_breaks": False, "missed_support.interview_last": False, "missed_support.duties_a": False,
    "unpaid_overtime.records": True,
}  # fmt: skip
OVERTIME = {8: 130, 9: 170, 10: 80}
"""Month → minutes of overtime a day: one month over 45 hours, the next over 60, and one with less."""
PARTNERS = (Both("サンプル相談室", "Sample Help Desk"), Both("サンプル労働組合", "Sample Union"))


def snapshot() -> Snapshot:
    """The shipped texts as they stand."""
    texts = {
        language: {
            entry.msgctxt: entry.msgstr
            for domain in ("worker", "documents")
            for entry in polib.pofile(str(ROOT / "locales" / language / "LC_MESSAGES" / f"{domain}.po"))
            if entry.msgstr
        }
        for language in ENDONYMS
    }
    return Snapshot(1, texts)


def told(teller: Teller) -> Told:
    """The case, as it is told in one language."""

    def yen(amount: int) -> Both:
        ja, own = (values.yen(teller.wording, one, amount) for one in ("ja", teller.language))
        return Both(without_readings(ja), without_readings(own) if teller.language == "ja" else own)

    photo, voice = teller.both("web.attach_photo"), teller.both("web.attach_voice")
    asked, slip = teller.both("extra.anything.ask"), teller.both("doc.chat.files_shows.choice.payslip")
    answered = Both(question(asked.ja), question(asked.own))
    written = "Ảnh chụp bảng phân ca treo ở phân xưởng, tháng 9"
    own = Both(written if teller.language == "ja" else teller.text("ja", "doc.record.own_words.line"), written)
    return Told(
        answers=[Given(f"a{at}", step, value, FILED) for at, (step, value) in enumerate(ANSWERS)],
        happenings=[
            Happening(at, kind, FILED + timedelta(days=day), None if who is None else PARTNERS[who])
            for at, (kind, day, who) in enumerate(HAPPENED)
        ],
        files=[
            File("1", photo, FILED, 812_000, "9f2b" * 16, shows=slip),
            File("2", photo, FILED, 1_204_000, "0c71" * 16, shows=own, own_words=True),
            File("3", voice, FILED + timedelta(days=8), 95_000, "a8e4" * 16, answered),
        ],
        estimate=Estimate(yen(391_000), yen(452_000)), passed=("notice",), status="ssw1",
        fulfilled=FULFILLED,
        requests=[
            Request(
                "1", called(duties()["pay.overtime"], teller), FILED + timedelta(days=6),
                teller.day(date(2026, 11, 30)), teller.month("2026-11"),
                "promised", FILED + timedelta(days=11), False, FILED + timedelta(days=15),
            )
        ],
        duties={
            key: called(duty, teller) for key, duty in duties().items() if duty.binds("ssw1", MADE.date())
        },
        letters=[Letter("1", teller.both("doc.letter.claim.title"), FILED + timedelta(days=9))],
    )  # fmt: skip


def log() -> dict[date, Noted]:
    """The hours that were written down: three months of working days, each on its evening."""
    noted = {}
    for month, more in OVERTIME.items():
        for on in (date(2026, month, day) for day in range(1, 31) if date(2026, month, day).weekday() < 5):
            written = datetime(2026, month, on.day, 20, 30, tzinfo=JAPAN)
            noted[on] = Noted(on, (Written(on, written, Day(on, ((480, 1020 + more),), 60)),))
    return noted


def full(teller: Teller) -> list[Line]:
    """Every line of the case, with what the log of hours comes to."""
    found = [*lines(told(teller), teller.structure, teller.speaker), *month_lines(log(), teller)]
    return sorted(found, key=lambda line: list(Part).index(line.part))


def sample(teller: Teller, *, anonymous: bool = False) -> dict[str, object]:
    """What the template is filled with for this case."""
    kept = chosen(full(teller), anonymous=anonymous)
    code = "7K2M-9QXT-4HWB"
    url = f"https://todoke.example/verify/{code}"
    front = Front("K7F3-2QMX", "unpaid_overtime", PARTNERS[1], MADE, url, code, anonymous)
    return paper(teller, front, kept)


def side_by_side(name: str, pages: Sequence[bytes]) -> None:
    """Keep pages as one picture: docs/images/<name>.png."""
    shown = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
    sheet = Image.new("L", (sum(one.width for one in shown) + 6 * (len(shown) - 1), shown[0].height), 170)
    for at, page in enumerate(shown):
        sheet.paste(page, (at * (page.width + 6), 0))
    path = ROOT / "docs" / "images" / f"{name}.png"
    sheet.quantize(16).save(path, optimize=True)
    print(f"{path.name}: {counted(len(pages), 'page')} shown, {path.stat().st_size // 1024} kB")


def main() -> None:
    """One picture for each language."""
    wording, structure = snapshot(), load(ROOT / "flows" / "definitions").structure
    for language in sys.argv[1:] or ENDONYMS:
        pages = pictures("record", sample(Teller(wording, structure, language)), bundled(), ppi=PPI)
        side_by_side(f"record-{language}", pages[:SHOWN])


if __name__ == "__main__":
    main()
