"""Line breaking loses nothing and stays inside the line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import NOT_RECORDED, Run, Runs, bold, plain
from downtime_desk.printing.proof import squashed
from downtime_desk.printing.wrap import MM, Line, Typesetter

RUNS = st.lists(
    st.builds(
        Run,
        st.text(st.characters(exclude_categories=("Cs",))),
        st.sampled_from(["regular", "bold"]),
        st.just(""),
    ),
    max_size=6,
).map(tuple)


def words(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(segment.text for segment in line.segments) for line in lines]


@given(RUNS, st.floats(20 * MM, 190 * MM), st.sampled_from([8.2, 9.6, 21]))
def test_every_letter_is_on_a_line_and_every_line_fits(runs: Runs, width: float, size: float) -> None:
    lines = Typesetter().lines(runs, size, width)
    assert "".join(words(lines)).replace("\u00a0", "").replace(" ", "") == "".join(
        squashed(run.text) for run in runs
    )
    assert all(line.width <= width + 0.02 for line in lines)


@given(RUNS)
def test_a_line_is_as_wide_as_its_letters(runs: Runs) -> None:
    for line in Typesetter().lines(runs, 10, 300):
        for segment in line.segments:
            assert abs(glyphs.measure(segment.text, segment.face) * 10 - segment.width) < 0.01
        ends = [segment.x + segment.width for segment in line.segments]
        assert [segment.x for segment in line.segments[1:]] == pytest.approx(ends[:-1])


def test_words_that_touch_in_two_weights_are_not_torn_apart() -> None:
    lines = Typesetter().lines((plain("one "), bold("two"), plain(", three")), 10, 30)
    assert words(lines) == ["one", "two,", "three"]


def test_a_space_at_the_edge_of_a_run_is_kept_as_one() -> None:
    lines = Typesetter().lines((bold("Falls: "), plain(" twice")), 10, 300)
    assert words(lines) == ["Falls: twice"]


def test_a_new_line_in_the_data_is_a_new_line_on_paper() -> None:
    assert words(Typesetter().lines((plain("first\n\nsecond"),), 10, 300)) == ["first", "second"]


def test_a_word_too_long_for_its_line_breaks_after_a_hyphen() -> None:
    setter = Typesetter()
    room = setter.natural_width((bold("inflammatories"),), 10) + 1
    assert words(setter.lines((bold("Anti-inflammatories"),), 10, room)) == ["Anti-", "inflammatories"]


def test_a_hyphen_that_need_not_break_a_word_does_not() -> None:
    lines = Typesetter().lines((plain("Copy C-3FA-0447"),), 10, 60)
    assert words(lines) == ["Copy", "C-3FA-0447"]


def test_a_part_too_long_for_a_line_is_torn_and_the_next_goes_on_behind_it() -> None:
    setter = Typesetter()
    (first, *others) = words(setter.lines((plain("Donaudampfschiff-Tag"),), 10, 40))
    assert "".join((first, *others)) == "Donaudampfschiff-Tag"
    assert others[-1].endswith("Tag")
    assert "-" in "".join(others)


def test_a_tag_is_never_broken_and_its_frame_holds_no_space() -> None:
    lines = Typesetter().lines((plain("GP "), NOT_RECORDED, plain(" ask")), 10, 90)
    assert words(lines) == ["GP", "NOT RECORDED", "ask"]
    (line,) = Typesetter().lines((NOT_RECORDED, plain(" ask")), 10, 300)
    tag, after = line.segments
    assert after.x > tag.width


def test_a_letter_the_first_font_lacks_comes_from_the_second() -> None:
    (line,) = Typesetter().lines((plain("Олександр knows"),), 10, 300)
    assert [segment.face for segment in line.segments] == [2, 0]
