"""Managers, codes and break-glass from the command line, as a person would type them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from downtime_desk import cli
from downtime_desk.access.actions import Founded, Made, SignedIn, make_envelope, store_folder
from downtime_desk.access.actions.unwritten import _ENDING
from downtime_desk.backups.actions import back_up
from tests.app.test_window import copied
from tests.cli.test_ladder import contents, the_head
from tests.cli.test_printing import words
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


def test_until_the_review_is_done_the_next_manager_reads_and_prints_but_writes_nothing(
    say: Say, home: Path, here: SignedIn
) -> None:
    code = make_envelope(home, here, CHEAP).code
    here.store.release()
    glass = (code, "Ruth Adeleke", "care coordinator", WHY)
    assert say("verify-store --manager envelope", *glass)[0] == 0
    ended, said = say('managers invite "Tom Sayer"')
    assert (ended, "A break-glass waits to be looked through." in said) == (1, True)
    assert "downtime-desk break-glass review" in said
    declare = 'declare --stopped Rota --since 0200 --sign "Carers cannot load visits"'
    assert (say(declare)[0], "Look through it first" in say(declare)[1]) == (1, True)
    for reads in ("verify-store", "managers list", "backup make", "emergency-pack"):
        assert "waits to be looked through." not in say(reads)[1]
    assert say("break-glass review")[0] == 3
    assert say('break-glass review --note "All as it should be"')[0] == 0
    assert say(declare)[0] == 0


def test_a_passphrase_of_the_night_is_set_and_used_by_commands(say: Say, home: Path, here: SignedIn) -> None:
    code = make_envelope(home, here, CHEAP).code
    here.store.release()
    ended, said = say("break-glass night", code, "Ruth Adeleke", "care coordinator", WHY)
    assert ended == 0, said
    found = re.search(r"shown only now: (.+)", said)
    assert found is not None
    assert say("verify-store --manager adeleke", found[1])[0] == 0
    ended, said = say('managers invite "Tom Sayer" --manager adeleke', found[1])
    assert (ended, "As break-glass you may not invite" in said) == (1, True)
    assert say("managers list")[0] == 0, "a manager alone is still asked for without a name"
    assert say('break-glass review --note "All as it should be"')[0] == 0
    assert "It is not clear who signs in" in say("verify-store --manager adeleke", found[1])[1]


def test_the_envelope_reads_and_prints_a_damaged_store(
    say: Say, home: Path, here: SignedIn, tmp_path: Path
) -> None:
    copied(here)
    code = make_envelope(home, here, CHEAP).code
    back_up(here, "close")
    here.store.release()
    the_head(store_folder(home))
    before, to = contents(home), tmp_path / "paper.pdf"
    glass = (code, "Ruth Adeleke", "care coordinator", WHY)
    words_ = f'print --everyone --holder "duty folder" --to {to} --old-copy phone --manager envelope'
    ended, said = say(words_, *glass)
    assert ended == 0, said
    assert "Reading and printing only." in said
    assert "Who opened the envelope, and why, is kept sealed beside the store" in said
    assert "EMERGENCYSUMMARY" in words(to)
    after = contents(home)
    (kept,) = set(after) - set(before)
    assert (kept.startswith("break-glass-"), kept.endswith(_ENDING)) == (True, True)
    assert {name: after[name] for name in before} == before
    declare = 'declare --stopped Rota --since 0200 --sign "Carers cannot load visits" --manager envelope'
    ended, said = say(declare, *glass)
    assert (ended, "Not saved." in said) == (1, True)
    wrong = (code, "Ruth Adeleke", "", WHY)
    assert "Your name or what you do here is missing" in say(words_, *wrong)[1]
