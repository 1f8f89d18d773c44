"""A mere yes or no under buttons, in sixteen languages: understood rightly or asked back, never understood wrongly.

Read with the texts and word lists as they are shipped, without a conversation around them: it is the reading that is
tested, of every question to which a yes or no is an answer.
"""

from dataclasses import replace
from datetime import date

import pytest

from flows.answering import Answer, Doubtful, Ticked, Toggled, Unreadable, Value, typed
from flows.events import Typed
from flows.model import Flow, Kind, Step
from flows.state import JsonState
from tests.conversation.talk import Talk, installed
from tests.conversation.ways import reach

YES = {
    "vi": ["có", "co", "vâng ạ", "dạ", "đúng rồi", "ừ"], "id": ["iya", "ya", "iya kak", "betul", "yaa"],
    "ne": ["ho", "हो", "hajur", "ho ni", "छु"], "tl": ["opo", "oo", "oo po", "yes po", "opo ma'am"],
    "en": ["yes", "yeah", "yep", "Yes."], "ja": ["うん", "はい", "ええ", "そうです", "hai"],
    "my": ["ဟုတ်ကဲ့", "ဟုတ်", "hote kae"], "km": ["បាទ", "ចាស", "baat"], "zh_Hans": ["是", "对", "嗯", "是的"],
    "th": ["ใช่", "ครับ", "ใช่ค่ะ", "chai"], "mn": ["тийм", "тиймээ", "tiim"], "pt_BR": ["sim", "ss", "claro"],
    "es": ["sí", "si", "claro"], "bn": ["হ্যাঁ", "জি", "ha", "ji"], "si": ["ඔව්", "ow"],
    "uz": ["ha", "ҳа", "да", "albatta"],
}  # fmt: skip
THERE_IS = {
    "vi": ["được", "rồi", "đã"], "id": ["ada", "sudah", "bisa", "mau"], "ne": ["chha", "hunchha", "भयो"],
    "tl": ["meron", "sige"], "en": ["ok", "already"], "ja": ["ある", "います"], "my": ["ရှိတယ်", "ရတယ်"],
    "km": ["មាន", "បាន"], "zh_Hans": ["有", "好"], "th": ["มี", "ได้"], "mn": ["байгаа", "за"],
    "pt_BR": ["tenho", "tem", "quero"], "es": ["tengo", "ya"], "bn": ["আছে", "ache"], "si": ["තියෙනවා"],
    "uz": ["bor", "mayli"],
}  # fmt: skip
NO = {
    "vi": ["không", "khong", "ko", "k", "chưa"], "id": ["tidak", "nggak", "ga", "belum", "bukan"],
    "ne": ["hoina", "chhaina", "छैन", "होइन"], "tl": ["hindi", "hindi po", "wala", "di"],
    "en": ["no", "nope", "not yet"], "ja": ["いいえ", "ううん", "ない", "ちがう"], "my": ["မဟုတ်ဘူး", "မရှိဘူး"],
    "km": ["ទេ", "អត់ទេ"],
    "zh_Hans": ["不", "没有", "不是"], "th": ["ไม่", "ไม่ใช่", "ไม่มี"], "mn": ["үгүй", "ugui"],
    "pt_BR": ["não", "nao"],
    "es": ["no", "todavía no"], "bn": ["না", "na", "nai"], "si": ["නැහැ", "නෑ"], "uz": ["yoʻq", "йук"],
}  # fmt: skip

SAFE = ("unpaid_overtime", "other", "safe")
"""The flows that ask whether somebody is safe."""


def read(flow: Flow, step: Step, language: str, said: str) -> Answer:
    """What a text under a question means, with the buttons and words of the language."""
    ready = installed()
    lexicon, labels = ready.lexicons[language], {}
    for choice in step.choices:
        key = f"{flow.id}.{step.id}.choice.{choice.id}"
        shown = (ready.texts.text(one, key) for one in (language, "en"))
        labels[choice.id] = (*shown, *lexicon.synonyms(step.id, choice.id))
    state: JsonState = {"ticked": [], "options": [], "region": None, "doubt": None, "files": [], "visit": 1}
    return typed(step, state, Typed(said, lexicon, labels), date(2026, 11, 21))


def chosen(answer: Answer) -> set[str]:
    """The choices that it may mean."""
    match answer:
        case Value(value):
            return {str(value)}
        case Doubtful(values) | Ticked(values):
            return set(values)
    assert isinstance(answer, Unreadable | Toggled), answer
    return set()


def question(flow_id: str, step_id: str) -> tuple[Flow, Step]:
    flow = installed().structure.flows[flow_id]
    return flow, flow.steps[flow.position[step_id]]


@pytest.mark.parametrize("language", YES)
def test_a_plain_yes_is_safe(language: str) -> None:
    for flow in SAFE:
        for said in YES[language]:
            assert read(*question(flow, "safe_now"), language, said) == Value("safe"), (flow, said)


@pytest.mark.parametrize("language", THERE_IS)
def test_there_is_or_okay_does_not_mean_that_somebody_is_safe(language: str) -> None:
    """`ada` may begin "ada yang mengancam saya": somebody threatens me."""
    for flow in SAFE:
        for said in THERE_IS[language]:
            assert chosen(read(*question(flow, "safe_now"), language, said)) == set(), (flow, said)


@pytest.mark.parametrize("language", NO)
def test_a_mere_no_is_not_safe_and_asked_back(language: str) -> None:
    for flow in SAFE:
        for said in NO[language]:
            asked = read(*question(flow, "safe_now"), language, said)
            assert asked == Doubtful(("afraid", "threatened", "danger")), (flow, said)


@pytest.mark.parametrize("language", YES)
def test_whoever_says_yes_is_alone_and_whoever_says_no_is_not(language: str) -> None:
    for said in YES[language]:
        assert read(*question("filing", "alone"), language, said) == Value("alone"), said
    for said in THERE_IS[language]:
        assert chosen(read(*question("filing", "alone"), language, said)) == set(), said
    for said in NO[language]:
        assert read(*question("filing", "alone"), language, said) == Value("not_alone"), said


@pytest.mark.parametrize("language", YES)
def test_no_question_takes_a_mere_yes_or_no_for_something_else(language: str) -> None:
    """What stands on a button word for word is that button. Of questions to which yes or no is no answer only a no to a
    list of things is one: none of them."""
    for flow, step in installed().structure.steps():
        if step.kind not in (Kind.CHOICE, Kind.MULTI_CHOICE) or step.id == "language":
            continue
        none = {choice.id for choice in step.choices} & {"none", "none_of_these"}
        for words, meant, others in ((YES, step.if_yes, set()), (NO, step.if_no, none)):
            for said in words[language][:1]:
                found = chosen(read(flow, step, language, said))
                allowed = others if meant is None else set(meant)
                assert found <= allowed or step.input, (flow.id, step.id, said, found)


def test_a_no_to_what_was_not_given_is_asked_again() -> None:
    """"I got all of these" is the last button of a list of what somebody did not get."""
    for said in ("no", "none", "nothing"):
        assert chosen(read(*question("missed_support", "duties_a"), "en", said)) == set()
        assert chosen(read(*question("unpaid_overtime", "before_after"), "en", said)) == set()
    assert chosen(read(*question("missed_support", "interview_record"), "tl", "hindi")) == {"none_of_these"}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "all"), ("id", "semua"), ("tl", "lahat"), ("ja", "全部"), ("vi", "tất cả")]
)
def test_all_to_what_was_not_given_is_not_taken_for_all_of_it_was(language: str, said: str) -> None:
    for step in ("duties_a", "duties_b"):
        assert chosen(read(*question("missed_support", step), language, said)) == set()
    assert chosen(read(*question("unpaid_overtime", "before_after"), language, said)) == set()


@pytest.mark.parametrize(
    ("language", "said", "means"),
    [
        ("vi", "k sao", "safe"), ("ne", "ma thik chu", "safe"), ("en", "threatened", "threatened"),
        ("id", "diancam", "threatened"), ("tl", "tinatakot ako", "threatened"), ("ne", "dhamki diyo", "threatened"),
        ("vi", "bị đe dọa", "threatened"), ("ja", "おどされた", "threatened"), ("ne", "ho tara dar lagcha", "afraid"),
        ("id", "ya tapi takut", ""), ("tl", "oo pero takot", ""), ("vi", "có nhưng sợ", ""), ("en", "no problem", ""),
        ("vi", "khong em so", ""), ("vi", "không, em sợ", ""), ("tl", "hindi ako ligtas", ""),
        ("ja", "安全じゃない", ""),
    ],
)  # fmt: skip
def test_safe_or_not_in_other_words(language: str, said: str, means: str) -> None:
    assert chosen(read(*question("safe", "safe_now"), language, said)) == ({means} if means else set())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ne", "huncha"), ("ne", "thik cha"), ("id", "oke"), ("tl", "sige"), ("vi", "được"), ("vi", "ok ạ"),
        ("en", "ok"), ("ja", "はい"), ("en", "yes please"), ("my", "ဟုတ်ကဲ့"), ("id", "lanjut"), ("th", "ค่ะ"), ("ne", "👍"),
        ("ne", "suru garau"), ("ja", "お願いします"), ("es", "vamos"), ("en", "let's go"),
    ],
)  # fmt: skip
def test_a_yes_begins(talk: Talk, language: str, said: str) -> None:
    talk.start()
    talk.tap(language)
    talk.say(said)
    assert talk.at == "topic"


def test_a_no_does_not_begin(talk: Talk) -> None:
    talk.start()
    talk.tap("id")
    talk.say("tidak")
    assert talk.at == "intro"


def test_no_to_are_you_safe_shows_what_may_be_meant(talk: Talk) -> None:
    reach(talk, "safe_now", language="vi")
    asked = talk.say("không")[-1]
    assert [choice for choice in asked.choices if not choice.startswith("_")] == ["afraid", "threatened", "danger"]
    assert "safe_now" not in talk.answers
    talk.tap("afraid")
    assert talk.answers["safe_now"] == "afraid"


@pytest.mark.parametrize(
    ("language", "flow", "step", "said", "means"),
    [
        # a number is an amount here, and no number of a button
        ("en", "long_hours", "days_off", "1", {"one_three"}), ("ja", "long_hours", "days_off", "4日", {"four"}),
        ("en", "long_hours", "days_off", "3", {"one_three"}), ("vi", "long_hours", "days_off", "không", {"none"}),
        ("en", "missed_support", "interview_last", "3", {"months_3"}),
        ("id", "missed_support", "since", "2", {"months_1_3"}),
        ("tl", "missed_support", "kumiai_visit", "3 buwan na", {"months_3"}),
        ("vi", "job_loss", "notice", "1 tháng", {"over_30"}),
        ("vi", "job_loss", "notice", "1 tháng trước", {"over_30"}),
        ("id", "job_loss", "notice", "1 bulan sebelumnya", {"over_30"}),
        # weeks and years are no months, whatever their words are alone
        ("vi", "missed_support", "kumiai_visit", "2 tuần trước", {"month_1"}),
        ("id", "missed_support", "kumiai_visit", "2 tahun lalu", {"longer"}),
        # quá is more than, and "tháng qua" the months gone by
        ("vi", "unpaid_overtime", "months", "12 tháng qua", {"m12"}),
        ("vi", "unpaid_overtime", "months", "3 nam qua", {"m36"}),
        ("vi", "unpaid_overtime", "months", "quá 3 tháng", {"m6"}),
        # days off are those of one month; how many they are in a week is asked again
        ("en", "long_hours", "days_off", "2 days a month", {"one_three"}),
        ("en", "long_hours", "days_off", "one a month", {"one_three"}),
        ("en", "long_hours", "days_off", "once a month", set()),
        ("id", "long_hours", "days_off", "sebulan sekali", set()),
        ("vi", "long_hours", "days_off", "1 tháng 2 ngày", {"one_three"}),
        ("ja", "long_hours", "days_off", "月に4日", {"four"}), ("ja", "long_hours", "days_off", "週に1日", set()),
        ("vi", "long_hours", "days_off", "1 ngày/tuần", set()),
        ("ne", "long_hours", "days_off", "haptama 1 din", set()),
        ("en", "long_hours", "days_off", "every Sunday 1 day", set()),
        # no is not: no months ago
        ("en", "missed_support", "interview_last", "no", {"never"}),
        ("tl", "missed_support", "kumiai_visit", "wala pa", {"never"}),
        ("en", "missed_support", "since", "no", set()), ("ja", "job_loss", "notice", "いいえ", {"none_given"}),
        # whether it was said or written, and whether they were asked at all, is asked
        ("en", "missed_support", "transfer_answer", "yes", {"written_yes", "spoken_yes"}),
        ("vi", "missed_support", "transfer_answer", "Đồng ý, chỉ nói miệng", {"spoken_yes"}),
        ("en", "documents_kept", "asked", "no", {"not_asked", "refused"}),
        # a button's words with a number before them are another answer
        ("vi", "job_loss", "last_worked", "2 tháng trước", {"months_2_3"}),
        ("id", "job_loss", "last_worked", "2 bulan lalu", {"months_2_3"}),
        ("en", "job_loss", "last_worked", "last month", {"last_month"}),
        ("tl", "job_loss", "last_worked", "may trabaho pa", set()),
        ("vi", "missed_support", "interview_last", "tháng trước", {"months_3"}),
        ("vi", "extra", "free_to_go", "phải xin", {"must_ask"}), ("ja", "unpaid_overtime", "paid_how", "全部", set()),
    ],
)  # fmt: skip
def test_amounts_and_times_under_buttons(language: str, flow: str, step: str, said: str, means: set[str]) -> None:
    assert chosen(read(*question(flow, step), language, said)) == means


@pytest.mark.parametrize(
    ("language", "said", "means"),
    [("en", "yes", {"alone"}), ("en", "no", {"not_alone"}), ("vi", "vâng ạ", set()), ("ja", "はい", {"alone"})],
)
def test_a_yes_stands_for_the_button_that_begins_with_it_where_the_flow_does_not_say(
    language: str, said: str, means: set[str]
) -> None:
    """As in a question that a coordinator added, and in a conversation that began before the flow said so."""
    flow, asked = question("filing", "alone")
    assert chosen(read(flow, replace(asked, if_yes=None, if_no=None, plain_yes=False), language, said)) == means
