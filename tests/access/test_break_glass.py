"""Break-glass and codes: written down before anything shows, limited, looked through, made anew, tested."""

from pathlib import Path

import pytest

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    BreakGlass,
    Founded,
    Made,
    Review,
    SignedIn,
    look,
    make_envelope,
    make_recovery_code,
    open_glass,
    put_away,
    review,
    try_code,
)
from downtime_desk.access.actions import break_glass as acts
from downtime_desk.access.queries import to_review, ways_in_now
from downtime_desk.core import journal, keys
from downtime_desk.core.codes import new_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.facts import change_setting
from downtime_desk.core.paths import KEY_FILE
from downtime_desk.outages.actions import Declare, Note, declare, note
from tests.conftest import CHEAP, NIGHT
from tests.plugins.clock import Clock

WHY = "Priya is in hospital, Gareth does not answer."


@pytest.fixture
def envelope(home: Path, here: SignedIn) -> Made:
    return make_envelope(home, here, CHEAP)


def glass(made: Made, **said: str) -> BreakGlass:
    return BreakGlass(
        said.get("code", made.code), said.get("name", "Ruth Adeleke"), said.get("job", "care coordinator"),
        said.get("reason", WHY),
    )  # fmt: skip


def test_who_and_why_is_written_down_before_anything_is_given_out(
    home: Path, envelope: Made, clock: Clock
) -> None:
    ruth = open_glass(home, glass(envelope), clock)
    with ruth.store.read() as session:
        last = list(journal.entries(session))[-1]
        what = journal.decode(last)
    assert last.kind == "break_glass.opened"
    assert last.actor == "break-glass/E-01"
    assert last.actor_name == "Ruth Adeleke (break-glass)"
    assert what is not None
    assert "Ruth Adeleke, care coordinator" in what.words()
    assert WHY in what.words()
    ruth.store.close()


def test_nothing_opens_when_it_cannot_be_written_down(
    home: Path, envelope: Made, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise Trouble("Not saved. The disk is full.")

    monkeypatch.setattr(acts, "record", full)
    with pytest.raises(Trouble, match="disk is full"):
        open_glass(home, glass(envelope), clock)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"name": " "}, "Your name or what you do"),
        ({"job": ""}, "Your name or what you do"),
        ({"reason": "x"}, "why the envelope was opened"),
        ({"code": "411P-ZDZB"}, "not a whole break-glass code"),
        ({"code": new_code()}, "That break-glass code does not open"),
    ],
)
def test_without_a_code_a_name_and_a_reason_nothing_opens_and_nothing_is_recorded(
    home: Path, here: SignedIn, envelope: Made, clock: Clock, said: dict[str, str], says: str
) -> None:
    with here.store.read() as session:
        before = journal.head(session)
    with pytest.raises(Trouble, match=says):
        open_glass(home, glass(envelope, **said), clock)
    with here.store.read() as session:
        assert journal.head(session) == before
        assert to_review(session) == ()


def test_there_is_no_break_glass_without_an_envelope(home: Path, clock: Clock) -> None:
    with pytest.raises(Trouble, match="No break-glass envelope"):
        open_glass(home, BreakGlass(new_code(), "Ruth Adeleke", "coordinator", WHY), clock)


def test_it_runs_the_night_and_no_more_and_ends_after_twelve_hours(
    home: Path, envelope: Made, clock: Clock
) -> None:
    ruth = open_glass(home, glass(envelope), clock)
    with ruth.store.write(ruth.acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    with (
        pytest.raises(Trouble, match="As break-glass you may not change settings"),
        ruth.store.write(ruth.acting) as session,
    ):
        change_setting(session, "anything", 1)
    with pytest.raises(Trouble, match="may not invite"):
        make_recovery_code(home, ruth, CHEAP)
    with pytest.raises(Trouble, match="may not test the recovery code"):
        make_envelope(home, ruth, CHEAP)
    clock.forward(hours=12)
    with (
        pytest.raises(Trouble, match="The time of break-glass ended"),
        ruth.store.write(ruth.acting) as session,
    ):
        note(session, Note("Too late.", NIGHT))
    ruth.store.close()
    open_glass(home, glass(envelope), clock).store.close()


def test_a_manager_goes_through_all_that_was_done_and_the_old_code_is_dead(
    home: Path, here: SignedIn, envelope: Made, clock: Clock
) -> None:
    ruth = open_glass(home, glass(envelope), clock)
    with ruth.store.write(ruth.acting) as session:
        look(session, "HOLLOWAY, Edwin (born 14-Mar-1941)")
        note(session, Note("Rang the council.", NIGHT))
    ruth.store.close()
    with here.store.write(here.acting) as session:
        note(session, Note("Priya wrote this.", NIGHT))
    open_glass(home, glass(envelope, name="Omar Haddad"), clock).store.close()
    with here.store.read() as session:
        first, second = to_review(session)
    assert (first.name, first.job, first.reason) == ("Ruth Adeleke", "care coordinator", WHY)
    assert [each.kind for each in first.done] == ["break_glass.looked", "log.noted"]
    assert "HOLLOWAY" in first.done[0].words
    assert (second.name, second.done) == ("Omar Haddad", ())
    with pytest.raises(Trouble, match="what you found"):
        review(home, here, Review(" "), CHEAP)
    after = review(home, here, Review("All as it should be."), CHEAP).made
    assert after.number == "E-02"
    with here.store.read() as session:
        assert to_review(session) == ()
    with pytest.raises(Trouble, match="does not open"):
        open_glass(home, glass(envelope), clock)
    for name in (KEY_FILE, f"{KEY_FILE}.1", f"{KEY_FILE}.2"):
        assert [slot.who for slot in keys.read_keyfile(home / "store" / name).of_kind("break-glass")] == [
            "E-02"
        ]
    open_glass(home, glass(after), clock).store.close()
    assert examine(here.store).holds


def test_a_code_is_tested_without_using_it_up_and_the_date_is_kept(
    home: Path, founded: Founded, envelope: Made, clock: Clock
) -> None:
    here = founded.signed_in
    clock.forward(days=92)
    with here.store.read() as session:
        recovery, glass_now = ways_in_now(session)
    assert "Nobody said" in recovery.wants(clock())
    assert recovery.number == "R-01"
    for kind, code in (("recovery", founded.recovery_code), ("break-glass", envelope.code)):
        with pytest.raises(Trouble, match="does not open"):
            try_code(home, here, kind, new_code())  # type: ignore[arg-type]
        for _ in range(2):
            try_code(home, here, kind, code)  # type: ignore[arg-type]
    with here.store.read() as session:
        recovery, glass_now = ways_in_now(session)
    assert recovery.tested_at == glass_now.tested_at == clock()
    assert recovery.wants(clock()) == ""
    clock.forward(days=91)
    assert "not tested for a quarter" in recovery.wants(clock())
    open_glass(home, glass(envelope), clock).store.close()


def test_a_new_recovery_code_kills_the_old_one_and_waits_to_be_put_away(
    home: Path, founded: Founded, clock: Clock
) -> None:
    here = founded.signed_in
    made = make_recovery_code(home, here, CHEAP)
    assert made.number == "R-02"
    with pytest.raises(Trouble, match="does not open"):
        try_code(home, here, "recovery", founded.recovery_code)
    try_code(home, here, "recovery", made.code)
    with here.store.write(here.acting) as session:
        put_away(session, "recovery")
    with here.store.read() as session:
        assert ways_in_now(session)[0].kept_at == clock()
        assert ways_in_now(session)[1].wants(clock()) == "No break-glass envelope was made."


def test_a_read_only_manager_does_not_look_a_break_glass_through(here: SignedIn) -> None:
    assert "break_glass.reviewed" not in roles.permit(roles.READ_ONLY).allowed
    assert here.acting.refusal("break_glass.reviewed") is None


def test_wrong_tries_at_the_envelope_are_counted_and_told(home: Path, envelope: Made, clock: Clock) -> None:
    for _ in range(4):
        with pytest.raises(Trouble, match="does not open"):
            open_glass(home, glass(envelope, code=new_code()), clock)
    with pytest.raises(Trouble, match=r"^Wait 5 seconds"):
        open_glass(home, glass(envelope), clock)
    clock.forward(seconds=5)
    open_glass(home, glass(envelope), clock).store.close()
