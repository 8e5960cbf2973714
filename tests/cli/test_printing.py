"""Printing from the command line: every kind of paper, one file or a file for each, and codes only with a reason."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from downtime_desk import cli
from downtime_desk.practice import Running
from tests.cli.conftest import Run
from tests.plugins.clock import Clock

TED = "9990002312"


@pytest.fixture
def copied(run: Run, main_system: Running) -> Run:
    run("connect", "Fernway", main_system.url)
    assert run("refresh")[0] == cli.DONE
    return run


def words(file: Path) -> str:
    return "".join(
        "".join(page.extract_text().split()) for page in PdfReader(BytesIO(file.read_bytes())).pages
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("wall-list",), "DUTYWALLLISTBYPRIORITY"),
        (("contact-sheet",), "Whotoring"),
        (("hand-over-sheet",), "HAND-OVEROFTHEDUTYDESK"),
        (("medicine-chart", "--person", TED), "MEDICINECHART"),
        (("incident-form", "--blank", "2"), "5Bodymap"),
        (("large-print", "--person", TED), "LARGE-PRINTSUMMARY"),
        (("visit-record", "--blank", "3"), "VISITRECORD"),
        (("summary", "--due", "36", "--by-run"), "EMERGENCYSUMMARY"),
    ],
)
def test_every_kind_of_paper_is_printed(
    copied: Run, tmp_path: Path, asked: tuple[str, ...], said: str
) -> None:
    to = tmp_path / "paper.pdf"
    code, answer = copied("print", "--paper", *asked, "--holder", "duty folder", "--to", str(to), "--json")
    assert code == cli.DONE, answer
    assert said in words(to)
    assert json.loads(answer)["sheets"] == len(json.loads(copied("sheets", "--json")[1])["sheets"])


def test_each_sheet_has_a_file_that_names_nobody(copied: Run, tmp_path: Path) -> None:
    folder = tmp_path / "each"
    folder.mkdir()
    code, answer = copied("print", "--red", "--each", "--holder", "x", "--to", str(folder), "--json")
    assert code == cli.DONE
    files = sorted(folder.iterdir())
    assert len(files) == json.loads(answer)["sheets"] > 5
    assert all(file.name.startswith("C-") for file in files)
    assert len({file.read_bytes() for file in files}) == len(set(json.loads(answer)["each"])) == len(files)


def test_a_slip_needs_a_reason_and_the_log_has_it(copied: Run, tmp_path: Path) -> None:
    to = tmp_path / "slip.pdf"
    slip = ("print", "--paper", "key-safe-slip", "--person", TED, "--holder", "Iwan", "--to", str(to))
    assert copied(*slip)[0] == cli.TROUBLE
    assert not to.exists()
    assert copied(*slip, "--why", "no carer key at night")[0] == cli.DONE
    assert "Holloway" not in words(to)
    assert "HOLLOWAY" not in words(to)


@pytest.mark.parametrize(
    "asked",
    [
        ("--paper", "poster", "--red"),
        ("--paper", "wall-list", "--red"),
        ("--paper", "key-safe-slip", "--red"),
        (),
    ],
)
def test_what_cannot_be_made_is_said(copied: Run, tmp_path: Path, asked: tuple[str, ...]) -> None:
    to = tmp_path / "none.pdf"
    assert copied("print", *asked, "--holder", "x", "--to", str(to))[0] == cli.TROUBLE
    assert not to.exists()


def test_how_old_a_copy_may_be_is_a_setting(copied: Run, tmp_path: Path, clock: Clock) -> None:
    to = tmp_path / "red.pdf"
    assert copied("paper-limits")[1] == "people: 24 hours\nrota: 24 hours\n"
    assert copied("paper-limits", "--rota", "999")[0] == cli.TROUBLE
    assert copied("paper-limits", "--people", "2")[1] == "people: 2 hours\nrota: 24 hours\n"
    clock.forward(hours=3)
    assert copied("print", "--red", "--holder", "x", "--to", str(to))[0] == cli.TROUBLE
    assert copied("print", "--red", "--holder", "x", "--to", str(to), "--old-copy", "by phone")[0] == cli.DONE
    assert "OLDCOPY" in words(to)


def test_hours_ahead_that_are_none_are_refused_in_words(copied: Run, tmp_path: Path) -> None:
    code, said = copied("print", "--due", "169", "--holder", "x", "--to", str(tmp_path / "paper.pdf"))
    assert code == cli.TROUBLE
    assert "“169” is not a number of hours to look ahead." in said
    assert "1 to 168" in said
