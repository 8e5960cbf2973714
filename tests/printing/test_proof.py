"""No page is released that leaves out, changes or misplaces what the data says."""

from dataclasses import replace

import msgspec
import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.people.summary import Allergy, EntryCode, Listed
from downtime_desk.printing.proof import Reader, prove
from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.pack import must_say, render_pack
from tests.printing.samples import TED, sheet


def changed(**facts: object) -> object:
    return msgspec.structs.replace(TED, summary=msgspec.structs.replace(TED.summary, **facts))


def pages_of(**facts: object) -> list:  # type: ignore[type-arg]
    return list(Reader(render_pack([sheet(changed(**facts))]).pdf).pages())  # type: ignore[arg-type]


def test_a_true_page_is_released() -> None:
    prove(pages_of(), must_say(sheet()))


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ({"allergies": Listed()}, "the allergy to Penicillin"),
        (
            {"allergies": Listed("listed", (Allergy("Penicillin", "Rash", "severe"),))},
            "the reaction to Penicillin",
        ),
        ({"medicines": Listed("listed", TED.summary.medicines.items[1:])}, "the medicine Co-beneldopa"),
        (
            {
                "medicines": Listed(
                    "listed", (msgspec.structs.replace(TED.summary.medicines.items[0], if_missed=None),)
                )
            },
            "is missed",
        ),
        ({"alerts": Listed("listed", TED.summary.alerts.items[:-1])}, "the risk Dog"),
        ({"cpr": msgspec.structs.replace(TED.summary.cpr, decided=None)}, "the CPR decision"),
        ({"cpr": msgspec.structs.replace(TED.summary.cpr, where="shed")}, "where the CPR form is"),
    ],
)
def test_a_planted_omission_is_caught_and_named(planted: dict[str, object], named: str) -> None:
    with pytest.raises(Trouble, match=named):
        prove(pages_of(**planted), must_say(sheet()))


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"family": "Hollaway"}, "the name is missing from page 1"),
        ({"nhs_number": "9990000018"}, "the NHS number is missing from page 1"),
        ({"born": None}, "the date of birth is missing from page 1"),
    ],
)
def test_somebody_else_s_page_is_caught(other: dict[str, object], named: str) -> None:
    pages = list(Reader(render_pack([sheet(msgspec.structs.replace(TED, **other))]).pdf).pages())
    with pytest.raises(Trouble, match=named):
        prove(pages, must_say(sheet()))


def test_an_entry_code_on_the_page_is_caught() -> None:
    pages = pages_of(directions="Key safe 4711 by the door")
    coded = msgspec.structs.replace(TED, entry_codes=(EntryCode("key safe", "4711"),))
    with pytest.raises(Trouble, match=r"the entry code \(key safe\) is on the page and must not be"):
        prove(pages, must_say(sheet(coded)))


def test_a_page_of_a_pack_that_was_spoilt_after_it_was_drawn_is_caught() -> None:
    pages = list(Reader(render_pack([sheet()]).pdf).pages())
    flows = tuple((flow, words.replace("Penicillin", "Penicilin")) for flow, words in pages[0].flows)
    with pytest.raises(Trouble, match="the allergy to Penicillin"):
        prove([replace(pages[0], flows=flows)], must_say(sheet()))


def test_facts_are_found_across_a_page_break() -> None:
    long = "never double the dose. " * 600
    medicine = msgspec.structs.replace(TED.summary.medicines.items[0], if_missed=long)
    pack = render_pack([sheet(changed(medicines=Listed("listed", (medicine,))))])  # type: ignore[arg-type]
    assert pack.pages[0] > 2


def test_the_proof_is_taken_from_the_data_and_not_from_the_description() -> None:
    facts = dict(must_say(sheet()).once)
    assert facts["the allergy to Penicillin"] == "Penicillin"
    assert describe(sheet()).bookmark == "HOLLOWAY, Edwin"
