"""Papers of the desk and of single people: what they say, what they never say, in words and in black alone."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from downtime_desk.core.errors import Trouble
from downtime_desk.people.summary import Alert, Allergy, Listed, Medicine, Person, Priority, Summary, Weekday
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.papers import hand_over, key_slip, medicine_chart, wall_list
from downtime_desk.printing.papers.catalogue import DESCRIBED, described
from downtime_desk.printing.papers.chart_parts import next_day, not_daily
from downtime_desk.printing.papers.wall_list import WallRow
from downtime_desk.printing.proof import Reader, prove, squashed
from tests.printing.paper_samples import ALONE, CODED, MEDICATED, PATCH, SAFE, WEEKLY, hostile, papers
from tests.printing.reading import all_described, our_pages, paragraphs, pypdf_pages
from tests.printing.samples import TED, at
from tests.printing.test_hostile_text import CORPUS

KINDS = tuple(papers())
COLOUR = re.compile(rb"(?:^|\s)(?:rg|RG|k|K|sc|SC|scn|SCN|cs|CS|sh)(?=\s|$)")


def pdf_of(sheet: Any) -> bytes:
    return press_all([sheet], described).pdf


def words_of(sheet: Any) -> str:
    return "".join(our_pages(pdf_of(sheet)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS.keys())
def test_every_field_is_printed_as_it_stands(kind: str, text: str) -> None:
    sheet = hostile(text)[kind]
    pdf = pdf_of(sheet)
    read = [words for words in paragraphs(pdf) if words and not words.startswith(("SAIDATTHE", "whatthelog"))]
    assert sorted(read) == all_described(described(sheet)[0].body)
    assert sorted("".join(pypdf_pages(pdf))) == sorted("".join(our_pages(pdf)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_which_copy_it_is_and_until_when(kind: str) -> None:
    sheet = papers()[kind]
    pages = our_pages(pdf_of(sheet))
    for number, page in enumerate(pages, 1):
        for words in (
            f"page {number} of {len(pages)}", sheet.copy_number, sheet.seal, "22-Nov-2026 10:52", "21-Nov-2026 22:52",
        ):  # fmt: skip
            assert squashed(words) in page, words


@pytest.mark.parametrize("kind", ["chart", "incident", "large print"])
def test_every_page_about_a_person_has_their_name_and_two_more_identifiers(kind: str) -> None:
    for page in our_pages(pdf_of(papers()[kind])):
        assert {"HOLLOWAY,Edwin", "14-Mar-1941", "9990002312"} <= {
            words for words in ("HOLLOWAY,Edwin", "14-Mar-1941", "9990002312") if page.count(words) >= 2
        }


@pytest.mark.parametrize(("kind", "times"), [("wall", 1), ("contacts", 1), ("hand-over", 3)])
def test_every_row_about_a_person_has_their_name_and_two_more_identifiers(kind: str, times: int) -> None:
    words = words_of(papers()[kind])
    whole = squashed("HOLLOWAY, Edwin (Mr) Born 14-Mar-1941 (85) NHS No. 999 000 2312")
    assert words.count("HOLLOWAY,Edwin") == words.count(whole) == times


def test_a_row_says_which_identifier_is_not_recorded_and_has_the_number_of_the_main_system() -> None:
    nobody = Person("x", "Nash", "Arthur", local_id="4471")
    sheet = papers()["hand-over"]
    rows = tuple(replace(each, person=nobody) for each in sheet.open)
    words = words_of(replace(sheet, red=(), clocks=(), open=rows))
    assert squashed("NASH, Arthur Born NOT RECORDED NHS No. NOT RECORDED No. 4471") in words


def test_only_who_is_red_is_counted_as_red() -> None:
    sheet = papers()["hand-over"]
    green = msgspec.structs.replace(TED.summary, priority=Priority("green"))
    told_of = replace(sheet.red[0], person=msgspec.structs.replace(TED, id="p9", summary=green))
    words = words_of(replace(sheet, red=(*sheet.red, told_of)))
    assert squashed("1 Red, 1 visit open") in words
    assert squashed("Red, no priority in the record, or told of since the copy: 2") in words


@pytest.mark.parametrize(("part", "missed"), [("open", "the open visit of"), ("clocks", "a clock")])
def test_an_open_row_of_somebody_else_of_the_same_name_is_not_released(part: str, missed: str) -> None:
    sheet = papers()["hand-over"]
    namesake = msgspec.structs.replace(TED, id="p9", born=date(1952, 7, 30))
    first, *rest = getattr(sheet, part)
    other = replace(sheet, **{part: (replace(first, person=namesake), *rest)})
    with pytest.raises(Trouble, match=missed):
        prove(list(Reader(pdf_of(other)).pages()), hand_over.must_say(sheet))


def test_an_open_row_keeps_a_code_somebody_wrote_into_it_off_the_page() -> None:
    sheet = papers()["hand-over"]
    first, clock = sheet.open[0], sheet.clocks[0]
    sheet = replace(
        sheet,
        red=(),
        open=(replace(first, person=CODED, why="Key safe 4711 was empty"),),
        clocks=(replace(clock, person=CODED, what="Try 4711 again"),),
    )
    words = words_of(sheet)
    assert "4711" not in words
    assert words.count(squashed("[code is on the slip]")) == 2
    leaky = replace(sheet, open=(replace(sheet.open[0], person=MEDICATED),))
    with pytest.raises(Trouble, match=r"must not be|is not on the page"):
        prove(list(Reader(pdf_of(leaky)).pages()), hand_over.must_say(sheet))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_in_colour(kind: str) -> None:
    for page in PdfReader(BytesIO(pdf_of(papers()[kind]))).pages:
        contents = page.get_contents()
        assert contents is not None
        # what stands between brackets is text
        drawn = re.sub(rb"\((?:\\.|[^\\()])*\)", b"()", contents.get_data())
        assert not COLOUR.search(drawn)
        assert not page.images


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "slip"])
def test_no_paper_with_a_name_has_an_entry_code_on_it(kind: str) -> None:
    summary = msgspec.structs.replace(
        CODED.summary,
        directions="Key safe 4711",
        alerts=Listed("listed", (Alert("Dog 4711", "4711"),)),
        allergies=Listed("listed", (Allergy("Nuts 4711", "4711"),)),
    )
    leaky = msgspec.structs.replace(CODED, summary=summary)
    assert "4711" not in words_of(papers(leaky)[kind])


def test_a_code_that_got_through_stops_the_list() -> None:
    clean, leaky = papers(CODED)["wall"], papers(MEDICATED)["wall"]
    shown = msgspec.structs.replace(
        MEDICATED,
        summary=msgspec.structs.replace(MEDICATED.summary, alerts=Listed("listed", (Alert("4711"),))),
    )
    leaky = replace(leaky, rows=(WallRow(shown, clean.rows[0].told, at(1, 45, 22)),))
    with pytest.raises(Trouble, match="must not be"):
        prove(list(Reader(pdf_of(leaky)).pages()), wall_list.must_say(clean))


def test_an_allergy_of_another_person_proves_nothing() -> None:
    other = msgspec.structs.replace(TED, id="p9", family="Nash", summary=Summary(allergies=Listed("none")))
    both = replace(papers()["wall"], rows=(WallRow(TED), WallRow(other)))
    swapped = replace(both, rows=(
        WallRow(msgspec.structs.replace(TED, summary=other.summary)),
        WallRow(msgspec.structs.replace(other, summary=TED.summary)),
    ))  # fmt: skip
    prove(list(Reader(pdf_of(both)).pages()), wall_list.must_say(both))
    with pytest.raises(Trouble, match="the allergies of"):
        prove(list(Reader(pdf_of(swapped)).pages()), wall_list.must_say(both))


def test_a_list_says_what_is_not_recorded_and_never_that_it_is_none() -> None:
    nobody = WallRow(Person("x", "Nash", "Arthur"))
    shown = words_of(replace(papers()["wall"], rows=(nobody,)))
    assert shown.count("NOTRECORDED") >= 5
    assert shown.count("Noknown") == 1  # the legend


def test_the_head_of_a_table_stands_on_every_page_and_no_row_is_cut() -> None:
    rows = tuple(WallRow(msgspec.structs.replace(TED, id=f"p{n}", family=f"Row{n:03}")) for n in range(60))
    pages = our_pages(pdf_of(replace(papers()["wall"], rows=rows)))
    assert len(pages) > 2
    for page in pages[:-1]:
        assert "Name,born" in page
    for number in range(60):
        (page,) = [each for each in pages if f"ROW{number:03}" in each]
        assert page.index(f"ROW{number:03}") < page.index("Penicillin", page.index(f"ROW{number:03}"))


def test_a_chart_goes_back_seven_days_and_has_weekly_medicines_apart() -> None:
    chart = papers()["chart"]
    assert [chart.days()[0].isoformat(), chart.days()[-1].isoformat()] == ["2026-11-14", "2026-11-28"]
    assert len(chart.days()) == 15
    assert not_daily(PATCH)
    assert not_daily(WEEKLY)
    assert not not_daily(ALONE)
    assert not not_daily(Medicine("Senna", "7.5 mg", times=("21:00",)))
    shown = words_of(chart)
    for words in (
        "Weekly, patches and others not for every day", "Buprenorphine patch 10 micrograms an hour. Last given",
        "TAKES ALONE, NOT GIVEN BY US", "Vitamin D Dose NOT RECORDED", "given 20:55", "An empty box before today",
        "Paracetamol 1 g", "Only when needed",
    ):  # fmt: skip
        assert squashed(words) in shown, words


@pytest.mark.parametrize(
    ("days", "today", "due"),
    [
        (("thu",), date(2026, 11, 22), date(2026, 11, 26)),
        (("thu",), date(2026, 11, 26), date(2026, 11, 26)),
        (("mon", "fri"), date(2026, 11, 27), date(2026, 11, 27)),
        (("mon", "fri"), date(2026, 11, 28), date(2026, 11, 30)),
        ((), date(2026, 11, 22), None),
    ],
)
def test_the_next_day_of_a_weekly_medicine_is_worked_out(
    days: tuple[Weekday, ...], today: date, due: date | None
) -> None:
    assert next_day(Medicine("Alendronic acid", days=days), today) == due


def test_a_day_that_is_not_recorded_is_said_to_be_and_never_guessed_from_words() -> None:
    shown = words_of(papers()["chart"])
    assert squashed("Alendronic acid 70 mg. Last given") in shown
    assert squashed("Next due by the record Thu 26-Nov-2026 (Thu every week)") in shown
    assert squashed("Next due ________ (day not recorded)") in shown, "the patch says Mondays in words only"
    assert squashed("record Mon") not in shown
    assert not_daily(Medicine("Methotrexate", "10 mg", times=("09:00",), days=("wed",)))


def test_a_chart_with_another_day_on_it_is_not_released() -> None:
    chart = papers()["chart"]
    later = replace(chart, stamp=replace(chart.stamp, printed_at=chart.printed_at + timedelta(days=7)))
    with pytest.raises(Trouble, match="next dose"):
        prove(
            list(Reader(pdf_of(chart)).pages()),
            replace(medicine_chart.must_say(chart), once=medicine_chart.must_say(later).once),
        )


@pytest.mark.parametrize("kind", ["wall", "contacts", "hand-over", "chart", "incident", "slip"])
def test_every_paper_says_when_each_kind_of_its_data_was_copied(kind: str) -> None:
    sheet, needed = papers()[kind], {"chart": "19:15", "incident": "19:15", "slip": "12:00"}
    for page in our_pages(pdf_of(sheet)):
        strip = page[: page.index("Printedby")]
        assert "asof" in strip
        assert needed.get(kind, "Rotaas") in strip


def test_a_chart_without_medicines_says_which_of_the_two_it_is() -> None:
    chart = papers()["chart"]
    unknown = replace(chart, person=Person("x", "Nash", "Arthur"), given={})
    none = replace(unknown, person=Person("x", "Nash", "Arthur", summary=Summary(medicines=Listed("none"))))
    assert squashed("Medicines NOT RECORDED") in words_of(unknown)
    assert squashed("No medicines in the record.") in words_of(none)


def test_a_chart_that_lost_a_dose_is_not_released() -> None:
    chart = papers()["chart"]
    less = replace(chart, person=msgspec.structs.replace(chart.person, summary=TED.summary))
    with pytest.raises(Trouble, match="Buprenorphine"):
        prove(list(Reader(pdf_of(less)).pages()), medicine_chart.must_say(chart))


def test_a_slip_has_the_code_and_neither_name_nor_address() -> None:
    slip = replace(
        papers()["slip"], why="No key for Edwin Holloway at 3 Quarry Cottages", given_to="Iwan Prosser"
    )
    shown = words_of(slip)
    assert "4072B" in shown
    assert squashed("four, zero, seven, two, B for Bravo.") in shown
    assert squashed("Why it was needed No key for [kept off the slip]") in shown
    for words in (
        "Holloway",
        "HOLLOWAY",
        "Edwin",
        "Ted",
        "Quarry",
        "Cottages",
        "WX9",
        "9990002312",
        "960281",
    ):
        assert words not in shown, words
    assert slip.code().count(":") == 3


def test_a_slip_whose_words_point_to_the_house_is_not_released() -> None:
    slip = papers()["slip"]
    nobody = replace(slip, person=Person("x", "", ""), why="At Quarry Cottages")
    with pytest.raises(Trouble, match="name or address"):
        prove(list(Reader(pdf_of(nobody)).pages()), key_slip.must_say(slip))


def test_a_label_that_names_the_person_is_left_out() -> None:
    slip = papers()["slip"]
    assert key_slip.label_of(slip) == "Key safe"
    assert key_slip.label_of(replace(slip, label="Ted’s gate")) == ""


def test_a_slip_has_no_code_before_it_was_revealed() -> None:
    slip = replace(papers()["slip"], value=None)
    shown = words_of(slip)
    assert "4072B" not in shown
    assert squashed("The code stands here once it is written down why it is needed.") in shown
    assert slip.about().lacks_code
    assert not papers()["slip"].about().lacks_code


@pytest.mark.parametrize("code", ["1234567890", "C1 then *", "é", "19#", "07"])
def test_a_code_of_any_shape_is_printed_whole(code: str) -> None:
    assert squashed(code) in words_of(replace(papers()["slip"], value=code))


def test_large_print_says_all_the_summary_says_in_large_type() -> None:
    large = papers()["large print"]
    reader = PdfReader(BytesIO(pdf_of(large)))
    for page in reader.pages:
        contents = page.get_contents()
        assert contents is not None
        body = re.findall(rb"/P <</N \d+>> BDC.*?EMC", contents.get_data(), re.DOTALL)
        sizes = {float(size) for each in body for size in re.findall(rb" ([\d.]+) Tf", each)}
        # the line on what the writing space is for is the only small one
        assert min(sizes - {8.8, 9.6}, default=16) >= 11
    shown = words_of(large)
    for words in ("Co-beneldopa dispersible 12.5/50 mg", "01632 960274 1 Bill Trott", "DNACPR recorded: YES"):
        assert squashed(words) in shown
    assert large.about().kind == "Large-print summary"


def test_every_kind_of_sheet_can_be_described() -> None:
    assert {type(sheet) for sheet in papers().values()} <= set(DESCRIBED)


def test_the_stamp_of_an_old_copy_is_said_at_the_top() -> None:

    old = replace(SAFE, limits={"people": timedelta(hours=1)})
    for kind, sheet in papers(stamp=old).items():
        if kind in {"wall", "contacts", "hand-over", "chart", "incident"}:
            assert squashed("OLD COPY. ASK THE DESK BEFORE YOU ACT ON IT") in words_of(sheet), kind


def test_the_person_with_every_word_of_ours_in_their_name_has_a_slip() -> None:
    odd = Person("x", "Key", "Will", summary=Summary(address="1 Gate House, The Road", postcode="AB1 2CD"))
    shown = words_of(replace(papers()["slip"], person=odd, why="no key", given_to="Anne Road"))
    assert "4072B" in shown
    assert "AB1" not in shown
