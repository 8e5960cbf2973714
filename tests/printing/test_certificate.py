"""The stand-down certificate says the figures it was given, on one page, and never says complete when it is not."""

from dataclasses import replace

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.printing import certificate
from downtime_desk.printing.certificate import render_certificate
from downtime_desk.printing.certificate_figures import CertificateFigures, FindingFigures, SecondLookFigures
from downtime_desk.printing.doubt import NOT_TRUSTED
from downtime_desk.printing.proof import Reader, prove, squashed, without_spaces
from tests.printing.reading import our_pages
from tests.printing.samples import at
from tests.printing.test_hostile_text import CORPUS

DONE = CertificateFigures(
    number="SD-2026-004",
    organisation="Harbour Lane Home Care",
    desk_phone="01632 960400",
    desk="HLHC1",
    outage="DT-2026-004",
    what_stopped="rota and care records",
    declared_at=at(19, 52),
    declared_by="Priya Nair",
    back_at=at(7, 25, 22),
    stood_down_at=at(12, 10, 22),
    stood_down_by="Helen Ashdown",
    planned=168,
    verified=164,
    not_done=1,
    cancelled=3,
    unaccounted=0,
    waiting=0,
    sent=0,
    checked=331,
    needs_you=0,
    not_required=0,
    conflicts=3,
    deviations=22,
    sheets_issued=52,
    sheets_out=0,
    sheets_lost=2,
    journal_entries=463,
    journal_intact=True,
    seal="B7E2-449D-03",
    seal_entry=463,
    printed_at=at(12, 20, 22),
    printed_by="Helen Ashdown",
    managers=("Priya Nair", "Helen Ashdown"),
    second_look=SecondLookFigures(
        source="Fernway",
        looked_at=at(11, 50, 22),
        looked_by="Helen Ashdown",
        tolerance="Times agree within 5 min, to the minute where a medicine has an exact time.",
        agreed=166,
        disagreed=2,
        undecided=0,
        unread=0,
        counts=(("Our record is there", 166), ("Times do not agree", 2)),
        findings=(
            FindingFigures(
                "PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00",
                "Times do not agree",
                "Fernway’s times, our note",
                "Keira says so.",
                "Helen Ashdown",
                at(11, 55, 22),
                402,
            ),
        ),
    ),
)


def words(figures: CertificateFigures) -> str:
    (page,) = our_pages(render_certificate(figures))
    return page


def test_a_complete_outage_is_certified_on_one_page() -> None:
    page = words(DONE)
    for said in (
        "Every planned visit is accounted for.",
        "Everything was entered into the main system and read back: the same, or what a manager decided",
        "where the main system said otherwise (3 entries).",
        "Verified as done 164",
        "Not done, with the reason 1",
        "Planned 168",
        "Sent and checked: read back the same 331",
        "Of these, conflicts a manager decided 3",
        "52 numbered sheets went out; 0 still out, 2 lost.",
        "Seal B7E2-449D-03, entry 463",
        "Declared by Priya Nair Sat 21-Nov-2026 19:52",
        "log intact",
        "166 visits agreed, 2 did not, 0 of them not decided.",
        "Times agree within 5 min",
        "PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00: times do not agree. Decided: Fernway’s times, our note",
    ):
        assert squashed(said) in page


def test_only_where_nothing_was_decided_is_all_of_it_called_the_same() -> None:
    same = "Everything was entered into the main system, read back and found the same."
    assert squashed(same) in words(replace(DONE, conflicts=0))
    assert squashed("found the same") not in words(DONE)


def test_many_long_decisions_leave_it_one_page_and_say_where_the_others_are() -> None:
    long = replace(
        DONE.second_look.findings[0],
        about="FEATHERSTONEHAUGH-CHOLMONDELEY-WETHERBY, Wilhelmina, visit of Sat 21 Nov 19:45",
        why="The carer was rung and says so. " * 5,
    )
    look = replace(DONE.second_look, findings=(long,) * 400)
    said = words(replace(DONE, second_look=look))
    assert squashed("400 decisions about what did not agree") in said
    assert squashed("The first 4 are below, all are in the file beside this page and in the log") in said


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (None, "NOT COMPLETE: the main system was not looked at once more after it."),
        (replace(DONE.second_look, undecided=2), "NOT COMPLETE: 2 findings of the second look not decided."),
        (
            replace(DONE.second_look, by_hand="All 168 are there."),
            "A manager looked in the main system by hand",
        ),
    ],
)
def test_it_never_says_that_all_is_the_same_where_the_main_system_was_not_compared(
    second: SecondLookFigures | None, says: str
) -> None:
    page = words(replace(DONE, second_look=second))
    assert squashed(says) in page
    assert squashed("Everything was entered into the main system") not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verified": 163, "unaccounted": 1}, "NOT COMPLETE: 1 visit not accounted for."),
        ({"verified": 163}, "NOT COMPLETE: the parts do not add up to the visits planned."),
        ({"waiting": 2, "needs_you": 1}, "NOT COMPLETE: 2 waiting to go back, 1 need somebody."),
        ({"not_required": 2}, "2 entries not given back because a manager decided so"),
        ({"not_required": 1}, "1 entry not given back because a manager decided so"),
        ({"sent": 4}, "NOT COMPLETE: 4 sent, not checked yet."),
        ({"journal_intact": False}, "LOG NOT INTACT"),
        ({"back_at": None}, "When the main system came back is not recorded."),
    ],
)
def test_what_is_open_is_said(changes: dict[str, object], said: str) -> None:
    page = words(replace(DONE, **changes))  # type: ignore[arg-type]
    assert squashed(said) in page
    if "not_required" in changes:
        assert squashed("Everything was entered into the main system") not in page
    if "NOT COMPLETE: " in said and ("unaccounted" in changes or "verified" in changes):
        assert squashed("Every planned visit is accounted for.") not in page


def test_a_wrong_figure_on_the_page_is_caught() -> None:
    pages = list(Reader(render_certificate(replace(DONE, verified=161, cancelled=6))).pages())
    with pytest.raises(Trouble, match="the figure of Verified as done"):
        prove(pages, certificate._must_say(DONE))


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS.keys())
def test_whatever_stands_in_a_name_the_certificate_is_made(text: str) -> None:
    figures = replace(DONE, organisation=text, declared_by=text, managers=(text, text), what_stopped=text)
    assert squashed(text) in "".join(our_pages(render_certificate(figures)))


def test_the_same_figures_make_the_same_bytes() -> None:
    assert render_certificate(DONE) == render_certificate(DONE)


def test_it_says_so_when_the_data_was_not_trusted_to_the_end() -> None:
    assert without_spaces(NOT_TRUSTED) in words(replace(DONE, data_doubted=True))
    assert without_spaces(NOT_TRUSTED) not in words(DONE)
