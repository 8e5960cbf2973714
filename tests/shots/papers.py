"""Making every kind of paper of the night, and taking pictures of its pages."""

from datetime import timedelta
from threading import Event

from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.search import Search
from downtime_desk.printing.making import Made, Order, make
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.trial import render_trial, trial_for
from downtime_desk.printing.who import Paper, Who
from tests.shots.night import Night
from tests.shots.taking import Album

WHOM: dict[Paper, Who] = {
    "wall list": Who("desk"),
    "contact sheet": Who("desk"),
    "hand-over sheet": Who("desk"),
    "run sheet": Who("everyone"),
    "medicine chart": Who("red"),
    "incident form": Who("blank", "1"),
    "large print": Who("red"),
    "visit record": Who("everyone"),
}
BODY_MAP = "paper-incident-form-2"
SLIP = "paper-key-safe-slip"
ESSENTIALS = "paper-essentials"
TEST_PAGE = "paper-test-page"
KEPT = ("summary", BODY_MAP, SLIP, ESSENTIALS, *(f"paper-{paper.replace(' ', '-')}" for paper in WHOM))


def draw(album: Album, night: Night, found: str) -> None:
    """Take a page of every paper, and what is in the pack of essentials; `found` is whom summary and slip are of."""
    with night.here.store.read() as session:
        [first, *_] = Search().find(session, found).by_name
        until = night.scene.clock() + timedelta(hours=12)
        sheets = sheets_for(session, [first.id], night.here.acting, until)
        test_page = trial_for(session, night.here.acting, "Brother HL-L2350DW")
        codes = unsealed(session, first.id)
    album.page("summary", render_pack(sheets, len(sheets)).pdf)
    for paper, who in WHOM.items():
        album.page(f"paper-{paper.replace(' ', '-')}", _made(night, paper, who).pack.pdf)
    album.page(BODY_MAP, _made(night, "incident form", WHOM["incident form"]).pack.pdf, 1)
    slip = Order(
        Who("person", first.id),
        night.here.acting,
        until,
        Event(),
        "key-safe slip",
        shown={first.id: codes},
        given_to="Iwan Prosser",
        why="No carer key at night",
    )
    album.page(SLIP, make(night.here.store.read, slip, lambda _: None).pack.pdf)
    album.page(TEST_PAGE, render_trial(test_page))
    essentials = _made(night, "essentials", Who("desk"))
    album.pages(ESSENTIALS, essentials.pack.pdf, _first_of_each_kind(essentials))


def _first_of_each_kind(made: Made) -> tuple[int, ...]:
    """Return the page, counted from 0, on which the first sheet of each kind begins."""
    firsts: dict[str, int] = {}
    page = 0
    for sheet, pages in zip(made.sheets, made.pack.pages, strict=True):
        firsts.setdefault(sheet.about().kind, page)
        page += pages
    return tuple(firsts.values())


def _made(night: Night, paper: Paper, who: Who) -> Made:
    until = night.scene.clock() + timedelta(hours=12)
    return make(night.here.store.read, Order(who, night.here.acting, until, Event(), paper), lambda _: None)
