"""Nothing stands outside its page, its box or over its neighbour, however much there is to say."""

import re
from itertools import combinations

import msgspec
import pytest

from downtime_desk.people.summary import Alert, Listed, Person
from downtime_desk.printing.furniture import LEFT, WIDTH
from downtime_desk.printing.layout import Layout
from downtime_desk.printing.paging import Area, Placed, PlacedSpace
from downtime_desk.printing.proof import Reader
from downtime_desk.printing.render import Press
from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.sheet import SummarySheet
from downtime_desk.printing.wrap import Typesetter
from tests.printing.samples import PRINTED, TED, sheet
from tests.printing.test_hostile_text import CORPUS, hostile_sheet


def many_risks(count: int) -> SummarySheet:
    alerts = Listed("listed", tuple(Alert(f"Risk {n}", "something to mind " * (n % 7)) for n in range(count)))
    return sheet(msgspec.structs.replace(TED, summary=msgspec.structs.replace(TED.summary, alerts=alerts)))


@pytest.mark.parametrize(
    "of",
    [
        sheet(),
        many_risks(30),
        many_risks(300),
        hostile_sheet(CORPUS["one long word"]),
        hostile_sheet("word " * 300),
    ],
    ids=["ordinary", "30 risks", "300 risks", "long words", "long texts"],
)
def test_boxes_stand_apart_inside_their_area_and_lines_inside_their_box(of: SummarySheet) -> None:
    press = Press("t", "o", PRINTED)
    furniture, pages = press._laid(describe(of), Layout(Typesetter()))
    assert len(furniture) == len(pages)
    for frame, items in zip(furniture, pages, strict=True):
        assert frame.area.bottom < frame.area.top
        for item in items:
            _inside(item, frame.area)
        for one, other in combinations(items, 2):
            assert _apart(one, other)


def test_a_short_box_is_never_torn_over_two_pages() -> None:
    """Half a CPR decision is worse than none, wherever the page happens to end."""
    for count in range(15, 35):
        for page in Reader(render_pack([many_risks(count)]).pdf).pages():
            again = set(re.findall(r"([A-Z ,]+), continued", page.frame))
            assert {title.strip() for title in again} <= {"MAIN RISKS"}


def test_a_box_longer_than_a_page_goes_on_and_says_so() -> None:
    pages = list(Reader(render_pack([many_risks(300)]).pdf).pages())
    assert len(pages) > 2
    assert all("MAIN RISKS, continued" in page.frame for page in pages[1:3])


def test_a_tag_always_has_the_room_to_stand_whole() -> None:
    bare = sheet(Person(id="p", family="Cardew", given="Ann"), visits=None, as_of={}, told=())
    _, pages = Press("t", "o", PRINTED)._laid(describe(bare), Layout(Typesetter()))
    tags = [
        segment.text.strip()
        for items in pages
        for item in items
        if isinstance(item, Placed)
        for slab in item.box.slabs
        for _, lines in slab.columns
        for line in lines
        for segment in line.line.segments
        if segment.framed
    ]
    assert len(tags) > 20
    assert set(tags) == {"NOT RECORDED"}


def _inside(item: Placed | PlacedSpace, area: Area) -> None:
    width = item.box.width if isinstance(item, Placed) else item.width
    assert item.x >= LEFT - 0.01
    assert item.x + width <= LEFT + WIDTH + 0.01
    assert item.top <= area.top + 0.01
    assert item.top - item.height >= area.bottom - 0.03
    if isinstance(item, Placed):
        assert item.box.height <= item.height + 0.03
        room = item.box.width - 2 * item.box.inset
        for slab in (*item.box.title, *item.box.slabs):
            for x, lines in slab.columns:
                assert all(x + line.shift + line.line.width <= room + 0.03 for line in lines)


def _apart(one: Placed | PlacedSpace, other: Placed | PlacedSpace) -> bool:
    def sides(item: Placed | PlacedSpace) -> tuple[float, float, float, float]:
        width = item.box.width if isinstance(item, Placed) else item.width
        return item.x, item.x + width, item.top - item.height, item.top

    left, right, low, high = sides(one)
    left2, right2, low2, high2 = sides(other)
    return right <= left2 + 0.01 or right2 <= left + 0.01 or high <= low2 + 0.01 or high2 <= low + 0.01
