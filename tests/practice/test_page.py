"""The page about the practice system says what there is."""

import re
from pathlib import Path

from downtime_desk.practice import Awkward
from downtime_desk.practice.control import WORDS
from downtime_desk.practice.faults import DETAILS

PAGE = (Path(__file__).parents[2] / "docs" / "practice-system.md").read_text(encoding="utf-8")


def test_every_awkward_answer_has_its_line_with_its_details() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*) \| .* \|$", PAGE, re.MULTILINE))
    assert set(rows) == set(Awkward)
    for kind, details in DETAILS.items():
        assert [name for name in details if f"`{name}`" not in rows[kind]] == [], kind


def test_every_command_is_on_the_page() -> None:
    assert [name for name in WORDS if f"`{name}`" not in PAGE] == []
