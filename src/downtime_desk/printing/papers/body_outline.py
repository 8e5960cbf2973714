"""The outline of a body, front and back, drawn by us as one smooth path each, in millimetres."""

from collections.abc import Sequence
from typing import Final

from downtime_desk.printing.blocks import Drawing

Point = tuple[float, float]

WIDE: Final = 116.0
HIGH: Final = 104.0
BETWEEN: Final = 58.0
"""From the middle of the front to the middle of the back."""
HALF: Final[tuple[Point, ...]] = (
    (0, 100), (4.1, 98.6), (6.1, 94.6), (5.8, 90.2), (4.6, 86.9), (3.4, 84.9), (3.3, 82.9), (5.6, 81.5),
    (10.4, 80.1), (13.8, 77.8), (15.3, 73.6), (16.3, 66.2), (18.0, 58.5), (20.0, 50.2), (21.2, 45.6),
    (22.6, 42.6), (23.3, 39.0), (22.7, 35.6), (21.2, 34.4), (19.8, 36.2), (19.0, 39.8), (18.4, 44.2),
    (16.6, 51.0), (14.4, 58.4), (12.5, 65.4), (11.5, 70.6), (10.9, 66.6), (10.0, 60.4), (9.9, 56.6),
    (11.1, 51.2), (11.8, 45.6), (11.5, 38.2), (10.3, 30.4), (9.0, 25.2), (9.3, 19.6), (8.5, 13.2), (6.7, 6.4),
    (7.3, 3.6), (9.2, 1.4), (8.0, 0.2), (4.2, 0.2), (3.3, 2.6), (3.5, 6.6), (2.9, 13.0), (2.2, 19.6),
    (2.6, 25.0), (2.2, 30.4), (1.4, 37.6), (0.6, 43.2), (0, 45.0),
)  # fmt: skip
"""The right side of the figure as it is seen, from the top of the head round to the crotch."""
FRONT_LINES: Final = (
    ((-2.6, 94.2), (-1.4, 94.2)), ((1.4, 94.2), (2.6, 94.2)), ((0, 93.2), (0, 91.4)), ((-1.6, 89.4), (1.6, 89.4)),
    ((-4.8, 73.2), (-3.8, 73.2)), ((3.8, 73.2), (4.8, 73.2)), ((0, 60.0), (0, 59.0)),
    ((-9.0, 25.0), (-3.0, 25.0)), ((3.0, 25.0), (9.0, 25.0)),
)  # fmt: skip
BACK_LINES: Final = (
    ((0, 82.0), (0, 54.0)), ((-8.6, 74.0), (-3.4, 70.4)), ((8.6, 74.0), (3.4, 70.4)), ((0, 51.0), (0, 46.4)),
    ((-9.6, 46.0), (-1.2, 46.0)), ((9.6, 46.0), (1.2, 46.0)),
)  # fmt: skip


def both_sides(scale: float) -> Drawing:
    """Return the front on the left and the back on the right, `scale` times as large."""
    middle = WIDE / 2
    front = _figure(middle - BETWEEN / 2, FRONT_LINES)
    back = _figure(middle + BETWEEN / 2, BACK_LINES)
    path = f"{scale} 0 0 {scale} 0 0 cm 0.4 w 1 J 1 j {front} {back}"
    return Drawing(WIDE * scale, HIGH * scale, path)


def _figure(middle: float, details: Sequence[tuple[Point, Point]]) -> str:
    around = [*HALF, *((-x, y) for x, y in reversed(HALF[1:-1]))]
    lines = " ".join(
        f"{middle + x:.2f} {y + 2:.2f} m {middle + to_x:.2f} {to_y + 2:.2f} l S"
        for (x, y), (to_x, to_y) in details
    )
    return f"{_smooth([(middle + x, y + 2) for x, y in around])} 0.25 w {lines} 0.4 w"


def _smooth(points: Sequence[Point]) -> str:
    """Return a closed path through the points: Catmull-Rom splines as Bézier curves."""
    count = len(points)
    path = [f"{points[0][0]:.2f} {points[0][1]:.2f} m"]
    for place in range(count):
        before, here = points[place - 1], points[place]
        there, beyond = points[(place + 1) % count], points[(place + 2) % count]
        handles = (
            here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6,
            there[0] - (beyond[0] - here[0]) / 6, there[1] - (beyond[1] - here[1]) / 6,
        )  # fmt: skip
        path.append(" ".join(f"{value:.2f}" for value in (*handles, *there)) + " c")
    return " ".join((*path, "s"))
