"""Managers, codes and break-glass from the command line, as a person would type them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.access.actions import Founded, Made, SignedIn, make_envelope
from downtime_desk.core import keys
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock

GARETHS = "copper violin thistle anchor melon"
WHY = "Priya is in hospital, Gareth does not answer."
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def home(founded: Founded) -> Path:
    founded.signed_in.store.release()
    return founded.signed_in.store.folder.parent


@pytest.fixture
def here(founded: Founded) -> SignedIn:
    return founded.signed_in


@pytest.fixture
def say(home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Return what runs a command with lines on standard input: its exit code and all it said."""
    for module in ("opening", "managers", "break_glass"):
        monkeypatch.setattr(f"downtime_desk.cli.{module}.utc_now", clock)
    monkeypatch.setattr(keys, "PASSPHRASE_COST", CHEAP)

    def go(words: str, *lines: str) -> tuple[int, str]:
        typed = iter(lines or (PASSPHRASE,))
        monkeypatch.setattr("sys.stdin.readline", lambda: next(typed) + "\n", raising=False)
        parts = [each.strip('"') for each in re.findall(r'"[^"]*"|\S+', words)]
        monkeypatch.setattr("sys.argv", ["downtime-desk", *parts, "--home", str(home), "--passphrase-stdin"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return go


def code_in(said: str) -> str:
    found = re.search(r"shown only now: (\S+)", said)
    assert found is not None, said
    return found[1]


def test_somebody_is_invited_joins_changes_the_passphrase_and_is_removed(say: Say) -> None:
    ended, said = say('managers invite "Gareth Pugh" --role "duty manager"')
    assert ended == 0, said
    assert say("managers join gareth", code_in(said), GARETHS) == (0, "Gareth Pugh may sign in now.\n")
    ended, said = say("managers list --manager gareth", GARETHS)
    assert "duty manager" in said
    ended, said = say('managers invite "Tom Sayer" --manager gareth', GARETHS)
    assert (ended, "As duty manager you may not invite" in said) == (1, True)
    assert say("managers passphrase --manager gareth", GARETHS, GARETHS + " five")[0] == 0
    assert "does not open" in say("managers list --manager gareth", GARETHS)[1]
    assert say("managers remove gareth --why Left --manager priya")[0] == 3
    ended, said = say("managers remove gareth --why Left --yes --manager priya")
    assert ended == 0, said
    assert "Everybody else signs in as before" in said
    assert say("recovery-code test", PASSPHRASE, code_in(said))[0] == 0
    assert "not clear who signs in" in say("managers list --manager gareth", GARETHS + " five")[1]


def test_the_table_of_roles_needs_no_store(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["downtime-desk", "managers", "roles"])
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr().out
    assert "Invite and remove managers" in said
    assert "registered manager, duty manager, read-only, break-glass" in said


def test_the_envelope_opens_within_its_limits_and_is_looked_through(say: Say) -> None:
    ended, said = say("break-glass show")
    assert (ended, "No break-glass envelope was made." in said) == (3, True)
    code = code_in(say("break-glass envelope")[1])
    assert say("break-glass test", PASSPHRASE, code)[0] == 0
    glass = (code, "Ruth Adeleke", "care coordinator", WHY)
    ended, said = say("verify-store --manager envelope", *glass)
    assert ended == 0, said
    assert "BREAK-GLASS until Sun 22-Nov-2026 14:06" in said
    ended, said = say('managers invite "Tom Sayer" --manager envelope', *glass)
    assert (ended, "As break-glass you may not invite" in said) == (1, True)
    ended, said = say("verify-store --manager envelope", code, "Ruth Adeleke", "", WHY)
    assert (ended, "Your name or what you do here is missing" in said) == (1, True)
    ended, said = say("verify-store")
    assert "Break-glass: Ruth Adeleke opened envelope E-01" in said
    ended, said = say("break-glass review")
    assert (ended, WHY in said) == (3, True)
    ended, said = say('break-glass review --note "All as it should be"')
    assert (ended, "envelope E-02, shown only now" in said) == (0, True)
    assert "does not open" in say("verify-store --manager envelope", *glass)[1]
    assert say("break-glass review") == (0, "No break-glass waits to be looked through.\n")


def test_the_recovery_code_gives_a_new_passphrase_and_a_new_code(
    say: Say, founded: Founded, home: Path, here: SignedIn
) -> None:
    made: Made = make_envelope(home, here, CHEAP)
    assert made.number == "E-01"
    ended, said = say("recovery-code use", founded.recovery_code, GARETHS)
    assert ended == 0, said
    assert say("recovery-code test", GARETHS, code_in(said))[0] == 0
    assert say("recovery-code test", GARETHS, founded.recovery_code)[0] == 1
    new = code_in(say("recovery-code new", GARETHS)[1])
    assert say("recovery-code new --put-away", GARETHS)[0] == 0
    assert say("break-glass test", GARETHS, made.code)[0] == 0
    assert say("recovery-code test", GARETHS, new)[0] == 0
    ended, said = say("break-glass show", GARETHS)
    assert ended == 0, said
