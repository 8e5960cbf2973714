"""The looks: contrast, sizes that go up and come back, and nothing left over by switching."""

import gc
from itertools import product

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.paths import shipped
from downtime_desk.ui import theme
from downtime_desk.ui.parts import SafeLabel
from downtime_desk.ui.tokens import DARK, LIGHT, THEMES, Mode, Tokens
from tests.ui.gallery import gallery

GROUNDS = ("bg", "surface", "sunken")
TEXT = [
    *product(("ink", "ink2", "ink3"), GROUNDS),
    *product(("ink", "ink2", "accent"), ("accent_tint",)),
    *product(("red", "amber", "green", "accent"), ("surface", "bg")),
    *((tone, f"{tone}_tint") for tone in ("red", "amber", "green")),
    *product(("ink", "ink2"), ("red_tint", "amber_tint", "green_tint")),
    ("on_accent", "accent"),
    ("on_red", "red_tile"),
    ("on_amber", "amber_tile"),
    ("on_green", "green_tile"),
]
EDGES = [
    *product(("edge", "focus"), (*GROUNDS, "accent_tint")),
    ("accent", "surface"),
    ("red_tile", "surface"),
    ("green_tile", "surface"),
]


def luminance(value: str) -> float:
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("worn", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("pair", TEXT, ids="/".join)
def test_text_can_be_read_on_every_ground(worn: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(worn, pair[0]), getattr(worn, pair[1])) >= 4.5


@pytest.mark.parametrize("worn", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("pair", EDGES, ids="/".join)
def test_edges_can_be_seen_on_every_ground(worn: Tokens, pair: tuple[str, str]) -> None:
    assert contrast(getattr(worn, pair[0]), getattr(worn, pair[1])) >= 3


@pytest.mark.parametrize("worn", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("mode", Mode)
def test_the_words_on_the_bar_can_be_read(worn: Tokens, mode: Mode) -> None:
    colours = worn.mode(mode)
    for ground, words in product((colours.bar, colours.deep), (colours.text, colours.text2)):
        assert contrast(ground, words) >= 4.5


def test_placeholders_keep_their_contrast(qtbot: QtBot) -> None:
    page = gallery()
    qtbot.addWidget(page)
    page.show()
    from PySide6.QtWidgets import QLineEdit

    fields = page.findChildren(QLineEdit)
    assert fields
    for field in fields:
        assert field.palette().placeholderText().color().name() == LIGHT.ink3.lower()


def test_the_bundled_fonts_are_the_ones_shown() -> None:
    assert QFontInfo(theme.font(14)).family().startswith("Atkinson Hyperlegible Next")
    assert theme.font(14).families()[1] == "Noto Sans"


def test_every_icon_that_ships_can_be_drawn() -> None:
    names = [path.stem for path in (shipped("resources") / "icons").glob("*.svg")]
    assert len(names) > 50
    for name in names:
        drawn = theme.picture(name, "ink", 18).toImage()
        assert any(
            drawn.pixelColor(x, y).alpha() for x in range(drawn.width()) for y in range(drawn.height())
        ), name


def test_an_icon_takes_the_colour_of_the_theme() -> None:
    def darkest() -> int:
        drawn = theme.picture("square", "ink", 18).toImage()
        seen = [drawn.pixelColor(x, y) for x in range(18) for y in range(18)]
        return min(pixel.lightness() for pixel in seen if pixel.alpha() > 200)

    light = darkest()
    theme.wear(theme.Look(DARK))
    assert light < 60 < 180 < darkest()


def test_sizes_follow_the_text_size_and_come_back(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    box = QHBoxLayout(page)
    box.setContentsMargins(theme.px(7), theme.px(3), theme.px(13), theme.px(5))
    box.setSpacing(theme.px(9))
    box.addSpacing(theme.px(11))
    words = SafeLabel("Words", size=13)
    words.setFixedSize(theme.px(101), theme.px(37))
    box.addWidget(words)

    def sizes() -> tuple[object, ...]:
        margins = box.contentsMargins()
        gap = box.itemAt(0).spacerItem()
        assert gap is not None
        return (
            (margins.left(), margins.top(), margins.right(), margins.bottom()),
            box.spacing(),
            gap.sizeHint().width(),
            (words.minimumWidth(), words.maximumHeight()),
            words.font().pixelSize(),
        )

    before = sizes()
    assert before == ((7, 3, 13, 5), 9, 11, (101, 37), 13)
    theme.wear(theme.Look(LIGHT, 200))
    assert sizes() == ((14, 6, 26, 10), 18, 22, (202, 74), 26)
    for text in (125, 150, 125, 200, 125, 100):
        theme.wear(theme.Look(LIGHT, text))
    assert sizes() == before


def test_switching_leaves_nothing_behind(qtbot: QtBot, qapp: QApplication) -> None:
    page = gallery()
    qtbot.addWidget(page)
    page.show()

    def round_once() -> int:
        for tokens, text in product(THEMES.values(), (100, 200)):
            theme.wear(theme.Look(tokens, text))
            qapp.processEvents()
        gc.collect()
        return len(gc.get_objects())

    round_once()
    before = round_once()
    for _ in range(5):
        after = round_once()
    assert after - before < 200
    assert len(qapp.allWidgets()) < 400


def test_looks_go_round_and_up_and_down() -> None:
    look = theme.Look()
    assert [look.next_theme().tokens.name, look.next_theme().next_theme().next_theme().tokens.name] == [
        "dark",
        "light",
    ]
    assert look.larger().text == 125
    assert look.smaller().text == 100
    assert theme.Look(LIGHT, 200).larger().text == 200
    assert theme.Look(LIGHT, 200).smaller().text == 150
