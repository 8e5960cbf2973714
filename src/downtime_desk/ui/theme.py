"""The look in force: theme, text size, fonts and icons, switched while the window is open.

A `Look` is a theme and a text size. `wear(look)` dresses the whole program in it: palette, base font
and style sheet, and every fixed size and gap that was set through `px` is brought to the new scale.
Parts that paint themselves ask `colour`, `font`, `px` and `picture` each time they paint, and measure
anew when Qt tells them that the style changed; nothing is subscribed, so nothing can leak.
"""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from downtime_desk.core.paths import shipped
from downtime_desk.ui.rescale import rescale
from downtime_desk.ui.stylesheet import stylesheet
from downtime_desk.ui.tokens import LIGHT, THEMES, Tokens

TEXT_SIZES = (100, 125, 150, 200)
FAMILIES = ["Atkinson Hyperlegible Next", "Noto Sans"]

NORMAL = QFont.Weight.Normal
MEDIUM = QFont.Weight.Medium
SEMIBOLD = QFont.Weight.DemiBold
BOLD = QFont.Weight.Bold


@dataclass(frozen=True, slots=True)
class Look:
    """A theme and a text size in percent."""

    tokens: Tokens = LIGHT
    text: int = 100

    def next_theme(self) -> "Look":
        """Return the look with the theme after this one: light, dark, contrast."""
        names = list(THEMES)
        after = names[(names.index(self.tokens.name) + 1) % len(names)]
        return Look(THEMES[after], self.text)

    def larger(self) -> "Look":
        """Return the look one text size up, or itself at the largest."""
        return Look(self.tokens, next((size for size in TEXT_SIZES if size > self.text), self.text))

    def smaller(self) -> "Look":
        """Return the look one text size down, or itself at the smallest."""
        below = [size for size in TEXT_SIZES if size < self.text]
        return Look(self.tokens, below[-1] if below else self.text)


class _Worn:
    look = Look()
    fonts_loaded = False


def look() -> Look:
    """Return the look in force."""
    return _Worn.look


def tokens() -> Tokens:
    """Return the colours in force."""
    return _Worn.look.tokens


def px(size: float) -> int:
    """Return a size of the design, in pixels at 100 %, at the text size in force."""
    return round(size * _Worn.look.text / 100)


def tall(size: float) -> int:
    """Return the height of a control, in pixels: from 150 % on, 4 less of its design size, never under 32."""
    return px(max(32, size - 4) if _Worn.look.text >= 150 else size)


@lru_cache(maxsize=256)
def _colour(value: str) -> QColor:
    return QColor(value)


def colour(tone: str) -> QColor:
    """Return the colour of a tone of the theme in force, or of a `#RRGGBB` value."""
    return _colour(tone if tone.startswith("#") else getattr(_Worn.look.tokens, tone))


@lru_cache(maxsize=256)
def _font(pixels: int, weight: QFont.Weight) -> QFont:
    made = QFont(FAMILIES)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made


@lru_cache(maxsize=256)
def _figures(pixels: int, weight: QFont.Weight) -> QFont:
    made = QFont(_font(pixels, weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(size: float = 14, weight: QFont.Weight = NORMAL) -> QFont:
    """Return the font of a design size in pixels."""
    return _font(px(size), weight)


def figures(size: float = 14, weight: QFont.Weight = NORMAL) -> QFont:
    """Return the same font with figures of one width, for times and identifiers that line up."""
    return _figures(px(size), weight)


@lru_cache(maxsize=256)
def _svg(name: str) -> bytes:
    return (shipped("resources") / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _picture(name: str, colour_value: str, pixels: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour_value.encode())))
    side = round(pixels * ratio)
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def picture(name: str, tone: str = "ink", size: float = 18) -> QPixmap:
    """Return an icon, by its Lucide name, in the colour of a tone and at a design size in pixels.

    An icon that does not ship raises FileNotFoundError.
    """
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    return _picture(name, colour(tone).name(), px(size), ratio)


def icon(name: str, tone: str = "ink", size: float = 18) -> QIcon:
    """Return `picture` as an icon, for stock widgets and models; it keeps the colours of the moment."""
    return QIcon(picture(name, tone, size))


def paint_icon(painter: QPainter, name: str, tone: str, spot: QRectF) -> None:
    """Draw an icon into a square; sizes follow the square, not the text size."""
    side = round(spot.width())
    painter.drawPixmap(
        spot.topLeft(), _picture(name, colour(tone).name(), side, painter.device().devicePixelRatioF())
    )


def load_fonts() -> None:
    """Make the bundled fonts known to Qt, once; call it after the application exists."""
    if _Worn.fonts_loaded:
        return
    _Worn.fonts_loaded = True
    for path in sorted((shipped("resources") / "fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"the bundled font {path.name} cannot be read")


def palette_of(worn: Tokens) -> QPalette:
    """Return the palette stock widgets take their colours from."""
    role = QPalette.ColorRole
    made = QPalette()
    for which, value in {
        role.Window: worn.bg,
        role.WindowText: worn.ink,
        role.Base: worn.surface,
        role.AlternateBase: worn.sunken,
        role.Text: worn.ink,
        role.PlaceholderText: worn.ink3,
        role.Button: worn.surface,
        role.ButtonText: worn.ink,
        role.BrightText: worn.on_red,
        role.Highlight: worn.accent,
        role.HighlightedText: worn.on_accent,
        role.Accent: worn.accent,
        role.Link: worn.accent,
        role.LinkVisited: worn.accent,
        role.ToolTipBase: worn.surface,
        role.ToolTipText: worn.ink,
        role.Light: worn.surface,
        role.Midlight: worn.line,
        role.Mid: worn.line,
        role.Dark: worn.edge,
        role.Shadow: worn.edge,
    }.items():
        made.setColor(which, QColor(value))
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(disabled, which, QColor(worn.ink3))
    return made


def wear(new: Look) -> None:
    """Dress the program in a look, now: windows that are open follow.

    The application must exist. Sizes set through `px` on widgets and layouts are rescaled. A look that is
    worn already costs nothing: every open window would be laid out again for it.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("a look needs a running application")
    load_fonts()
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    before, _Worn.look = _Worn.look, new
    if before.text != new.text:
        rescale(app.allWidgets(), before.text, new.text)
    sheet = stylesheet(new.tokens, new.text)
    if app.styleSheet() == sheet:
        return
    app.setPalette(palette_of(new.tokens))
    app.setFont(font())
    app.setStyleSheet(sheet)
