"""The headless story: every step said, every visit accounted for, everything read back, the figures true."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from downtime_desk import cli

NEEDED = {
    "people",
    "carers",
    "visits",
    "verified",
    "deviations",
    "pages",
    "waiting",
    "sent",
    "checked",
    "needs_you",
    "unaccounted",
    "journal_head",
}


def test_the_demonstration_ends_with_a_checked_return_and_a_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["downtime-desk", "demo", "--headless", "--into", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    lines = capsys.readouterr().out.splitlines()
    assert not ended.value.code
    figures = json.loads(lines[-1])
    assert set(figures) >= NEEDED
    assert [line[0] for line in lines if line[0].isdigit()] == list("12345678")
    assert figures["people"] == 60
    assert figures["verified"] > 40
    assert (
        figures["sent"]
        == figures["checked"]
        == figures["verified"] * 2
        - _told_once(lines)
        + figures["deviations"]
        + figures["told"]
        + figures["cancelled_here"]
        + figures["notes"]
    )
    assert (figures["waiting"], figures["needs_you"], figures["unaccounted"]) == (0, 0, 0)
    assert figures["findings"], "phones handed in what does not agree, and it was decided"
    assert certified_second_look(tmp_path)["undecided"] == 0
    assert any("Needs you" in line for line in lines), "the story has a conflict for a person to decide"
    [certificate] = tmp_path.glob("*-C.pdf")
    page = PdfReader(certificate).pages[0].extract_text()
    assert figures["journal_head"] in page
    assert str(figures["checked"]) in page
    certified = json.loads(certificate.with_suffix(".json").read_text())
    assert certified["planned"] == certified["verified"] + certified["not_done"] + certified["cancelled"]
    assert len(PdfReader(tmp_path / "red-summaries.pdf").pages) == figures["pages"]


def certified_second_look(folder: Path) -> dict:
    """Return what the certificate says of the second look."""
    [machine] = folder.glob("*-C.json")
    return json.loads(machine.read_text())["second_look"]


def _told_once(lines: list[str]) -> int:
    """Return how many visits only one call was about: twice the visits, less the calls."""
    [said] = [line for line in lines if line.startswith("6 ")]
    numbers = [int(word) for word in said.replace(".", " ").split() if word.isdigit()]
    calls, visits = numbers[1], numbers[2]
    return 2 * visits - calls
