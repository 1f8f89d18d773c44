"""The request itself, in Japanese: what an organisation is asked to put right, by when, by which law, and to whom it
answers. It names no worker, no number of workers and no day on which one spoke. Where no source says that the law
demands it, the letter does not say so either."""

from dataclasses import dataclass

from bot.clock import date_in_japan
from flows.law.duties import Bearer, duties
from flows.law.facts import Confidence
from storage.models import COORDINATOR, Correction, Organisation, OrganisationKind
from storage.uow import UnitOfWork

OURSELVES = "Todoke相談窓口"


@dataclass(frozen=True)
class Letter:
    """Its parts, each a paragraph."""

    to: str
    sender: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole."""
        return "\n\n".join((self.to, self.sender, self.title, *self.paragraphs))


def letter(uow: UnitOfWork, correction: Correction) -> Letter:
    """The letter of one request, to whom it was asked for: a record that was merged since bore another name then."""
    found = uow.organisations.get(correction.organisation_id)
    partner = uow.partners.get(correction.partner_id) if correction.partner_id != COORDINATOR else None
    sender = OURSELVES if partner is None else partner.name_ja or partner.name
    return written(found, sender, correction)


def written(organisation: Organisation | None, sender: str, correction: Correction) -> Letter:
    """The same from what it needs."""
    about = duties()[correction.duty]
    due = date_in_japan(correction.due_at)
    day = f"{due.year}年{due.month}月{due.day}日"
    supervises = organisation is not None and organisation.kind == OrganisationKind.SUPERVISING
    supports = organisation is not None and organisation.kind == OrganisationKind.SUPPORT
    owed = "監理団体が行うべきもの" if about.who is Bearer.SUPERVISING else "受入れ機関（雇用主）が行うべきもの"
    if about.basis.confidence is Confidence.U:  # found in no source: nobody is told that the law says so
        claim, law = "この点について、事実関係の確認をお願いします。", ""
    else:
        claim, law = f"これは、法令等により{owed}です。", f"根拠：{about.law_ja}"
    who, where = "貴機関で働く方", "貴機関"
    if supervises:
        who, where = "貴団体の監理を受ける事業所で働く方", "貴団体の監理を受ける事業所"
    elif supports:
        who, where = "貴機関の支援を受ける方", "貴機関の支援を受ける方の職場"
    months = about.deadline.every_months if about.deadline is not None else None
    frequency = f"頻度：{months}か月に1回以上" if months else ""
    return Letter(
        to=f"{organisation.name if organisation is not None else ''} 御中",
        sender=sender,
        title=f"「{about.ja}」に関する確認と改善のお願い",
        paragraphs=(
            f"当団体は、日本で働く外国人労働者の相談を受けている団体です。{who}の同意を得て、次の点についてご連絡します。",
            f"{where}において、「{about.ja}」が行われていない、又は十分でないとの申告を受けています。{claim}",
            *(["\n".join(line for line in (law, frequency) if line)] if law or frequency else []),
            f"つきましては、事実関係をご確認のうえ、{day}までに改善し、その内容を当団体まで書面又は電子メールでご回答くださるようお願いします。"
            "事実と異なる場合は、その旨をご回答ください。",
            "この書面は労働者の申告に基づくものであり、違反を認定するものではありません。改善されたかどうかは、働いている方ご本人にも確認します。",
            "申告した方を探すこと、申告を理由として解雇その他の不利益な取扱いをすることのないようお願いします。",
        ),
    )
