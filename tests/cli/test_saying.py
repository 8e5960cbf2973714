"""What commands say shows words of a main system as they are."""

import json
from pathlib import Path

import pytest

import downtime_desk
from downtime_desk.cli.saying import echo

HOSTILE = "Ann \x1b[2J\x9b1A\u202edroL\rGone\ttab “quoted” Łucja"


def test_what_would_not_be_seen_is_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    echo(f"{HOSTILE}\nsecond line")
    assert capsys.readouterr().out == (
        "Ann \\u001b[2J\\u009b1A\\u202edroL\\u000dGone\ttab “quoted” Łucja\nsecond line\n"
    )


def test_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    said = {"name": HOSTILE}
    echo(json.dumps(said, ensure_ascii=False), err=True)
    written = capsys.readouterr().err
    assert json.loads(written) == said
    assert written.strip("\n").replace("\\", "").isprintable()


def test_no_command_says_anything_another_way() -> None:
    program = Path(downtime_desk.__file__).parent
    others = [
        path.relative_to(program).as_posix()
        for path in program.rglob("*.py")
        if "typer.echo(" in path.read_text("utf-8") or "\n    print(" in path.read_text("utf-8")
    ]
    assert others == ["cli/saying.py"]
