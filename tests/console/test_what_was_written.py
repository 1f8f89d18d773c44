"""What a worker wrote under a question without being understood stands on the case's page, for who took the case on."""

from tests.console.conftest import Town

WORDS = "moi ngay 3 tieng, thu bay cung lam"


def _writes(town: Town, number: str, words: str = WORDS) -> None:
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        uow.conversations.record(
            run_id=case.run_id, visit=900, worker_id=case.worker_id, step="unpaid_overtime.overtime_month",
            variable="overtime_month", language="vi", release=1, at=town.clock.business(), raw=words, value=words,
            replaces=False, unread=True,
        )  # fmt: skip


def test_words_that_were_not_understood_are_read_by_who_took_the_case(town: Town) -> None:
    number = town.file("north")
    _writes(town, number)
    north = town.log_in("north")
    assert WORDS not in north.get(f"/console/cases/{number}").text, "before accepting nothing is read"
    north.act(town, number, "accept")
    page = north.get(f"/console/cases/{number}").text
    section = page[page.index('id="written"') : page.index('id="answers"')]
    assert "What the worker wrote" in section
    assert "hours" in section, "the question stands beside the words"
    assert f'<span lang="vi">{WORDS}</span>' in section
    assert "not translated" in section


def test_a_case_without_such_words_has_no_such_part(town: Town) -> None:
    number = town.file("north")
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert 'id="written"' not in north.get(f"/console/cases/{number}").text


def test_words_from_an_old_burmese_keyboard_can_be_read_and_are_kept_as_typed(town: Town) -> None:
    number = town.file("north")
    _writes(town, number, "အလုပ္ထုတ္ခံရတယ္")
    north = town.log_in("north")
    north.act(town, number, "accept")
    assert "အလုပ်ထုတ်ခံရတယ်" in north.get(f"/console/cases/{number}").text
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert "အလုပ္ထုတ္ခံရတယ္" in [one["raw"] for one in uow.conversations.written(case.run_id)]
