"""The hand-over sheet as it is read from the store: whoever is named on it is told apart from a namesake."""

from datetime import date, timedelta

from msgspec import structs

from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.printing.papers.hand_over import HandOver
from downtime_desk.printing.proof import squashed
from downtime_desk.printing.recall import wrong_sheets
from downtime_desk.printing.who import Who
from downtime_desk.visits.actions import BeginNoReply, begin_no_reply
from tests.conftest import NIGHT
from tests.printing.conftest import NDIAYE, PEOPLE
from tests.printing.reading import our_pages
from tests.printing.test_packs import issued, made
from tests.printing.test_recall import refresh


def at_the_door(copy: Store, acting: Acting) -> None:
    """Nobody opens for Awa Ndiaye, who is Green and on no other part of the sheet."""
    with copy.write(acting) as session:
        declare(session, Declare(("Rota",), NIGHT - timedelta(hours=4), "Screens are blank"))
        begin_no_reply(session, BeginNoReply("v1", "Iwan Prosser"))


def test_everybody_with_an_open_visit_or_a_clock_has_two_identifiers(copy: Store, acting: Acting) -> None:
    at_the_door(copy, acting)
    pack = made(copy, acting, "hand-over sheet", Who("desk"))
    page = "".join(our_pages(pack.pack.pdf))
    ted = squashed("HOLLOWAY, Edwin (Mr) Born 14-Mar-1941 (85) NHS No. 999 000 2312")
    assert page.count("HOLLOWAY,Edwin") == page.count(ted) >= 2
    awa = squashed("NDIAYE, Awa Born NOT RECORDED NHS No. NOT RECORDED")
    assert page.count("NDIAYE,Awa") == page.count(awa) >= 1
    assert squashed("Does not answer the door, step 1 of") in page


def test_the_sheet_is_called_back_when_somebody_only_a_clock_names_is_another(
    copy: Store, acting: Acting
) -> None:
    at_the_door(copy, acting)
    pack = made(copy, acting, "hand-over sheet", Who("desk"))
    (sheet,) = pack.sheets
    assert isinstance(sheet, HandOver)
    assert {each.id for each in sheet.people()} == {each.id for each in PEOPLE}
    issued(copy, acting, pack)
    refresh(copy, acting, *PEOPLE[:2], structs.replace(NDIAYE, born=date(1950, 1, 2)))
    with copy.read() as session:
        (wrong,) = wrong_sheets(session, NIGHT)
    assert wrong.what == ("NDIAYE: name, born or NHS number",)
