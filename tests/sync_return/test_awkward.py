"""Every awkward answer a main system was seen to give, and the program killed between any two steps."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest

from downtime_desk.access.actions import Founded, sign_in, store_folder
from downtime_desk.core import journal
from downtime_desk.practice.faults import Awkward
from downtime_desk.practice.messages import refusal
from downtime_desk.sync.outcome import Answer, Outcome, Unreachable, judge
from downtime_desk.sync.sending import run
from tests.conftest import PASSPHRASE
from tests.sync_return.conftest import Desk, appointment, deviation, verified
from tests.sync_return.main_system import Here, Killed, Patience
from tests.sync_return.oracle import Oracle, marked

ON_THE_WAY_TO_US = [each for each in Awkward if each not in {Awkward.REWRITES_IDS, Awkward.GZIP_BOMB}]


def entry_of(desk: Desk, fact: str) -> journal.Entry:
    with desk.store.read() as session:
        return journal.find(session, fact)


def call_by_call(desk: Desk) -> None:
    """Let the main system say that it takes no Bundles."""
    desk.here.capability = lambda: desk.here.get("Patient/p1")


@pytest.mark.parametrize("way", ["bundles", "single"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("kind", ON_THE_WAY_TO_US)
def test_one_awkward_answer_loses_doubles_and_invents_nothing(
    desk: Desk, kind: Awkward, method: str, way: str
) -> None:
    if way == "single":
        call_by_call(desk)
    facts = [desk.record(verified(f"v{number}")) for number in (1, 2, 3)]
    desk.here.system.go_awkward(kind, method=method, times=2)
    for _ in range(4):
        desk.send()
        for fact in facts:
            assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
            if desk.row(fact).state == "needs you":
                assert kind in {Awkward.DATABASE_DOWN, Awkward.TOO_LARGE}
                desk.decide(fact, "again")
    assert desk.states() == {"checked": 3}


FAILED_INSIDE = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "diagnostics": "connect ECONNREFUSED"}],
}
NOT_A_RECORD = {
    "a failure inside": FAILED_INSIDE,
    "another record": {"resourceType": "Patient", "id": "p1", "meta": {"versionId": "1"}},
    "a Bundle of nothing": {"resourceType": "Bundle", "entry": None},
    "a Bundle of no records": {"resourceType": "Bundle", "entry": [{"resource": None}]},
    "a failure inside a Bundle": {"resourceType": "Bundle", "entry": [{"resource": FAILED_INSIDE}]},
    "no id": {"id": None},
    "no object for its version": {"meta": "1"},
    "an identifier that is none": {"identifier": [None]},
    "carers that are none": {"participant": None},
}


def spoilt(body: bytes, what: dict) -> bytes:
    """Return a body with each record in it spoilt, or another body altogether."""
    if "resourceType" in what:
        return json.dumps(what).encode()
    said = json.loads(body or b"{}")
    for each in [one["resource"] for one in said.get("entry", ())] if "entry" in said else [said]:
        each |= what
    return json.dumps(said).encode()


@pytest.mark.parametrize("what", NOT_A_RECORD)
def test_an_answer_that_came_as_a_success_and_is_none_proves_nothing_and_breaks_nothing(
    desk: Desk, what: str
) -> None:
    call_by_call(desk)
    ordinary = desk.here._answered
    for visit, spoils in zip(range(1, 9), (2, 3, 5, 6, 10, 12, 13, 15), strict=True):
        first = len(desk.here.calls)

        def answered(*asked, first: int = first, spoils: int = spoils) -> Outcome:
            came = ordinary(*asked)
            if isinstance(came, Answer) and len(desk.here.calls) - first == spoils:
                return replace(came, body=spoilt(came.body, NOT_A_RECORD[what]))
            return came

        desk.here._answered = answered
        fact = desk.record(verified(f"v{visit}"))
        desk.send()
        assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
        assert desk.send().all_checked
        assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []


def test_the_words_of_a_failure_that_came_as_a_success_are_said(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.batch = lambda entries: [
        judge("Fernway", 200, json.dumps(FAILED_INSIDE).encode(), now=desk.clock) for _ in entries
    ]
    ran = desk.send()
    assert set(ran.held.values()) == {"connect ECONNREFUSED"}
    assert desk.states() == {"waiting": 1}


@pytest.mark.parametrize("kind", [Awkward.DATABASE_DOWN, Awkward.SERVER_ERROR, Awkward.CAPTIVE_PORTAL])
def test_a_main_system_that_fails_for_good_stops_the_run_and_settles_nothing(
    desk: Desk, kind: Awkward
) -> None:
    desk.record(verified("v1"))
    desk.here.system.go_awkward(kind, times=None)
    ran = desk.send()
    assert ran.stopped
    assert desk.states() == {"waiting": 1}
    desk.here.system.faults.clear()
    assert desk.send().all_checked


def test_a_busy_main_system_is_waited_for_as_long_as_it_asks(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.system.go_awkward(Awkward.RATE_LIMITED, times=1, method="POST", retry_after=86400)
    watch = Patience(desk.clock)
    assert desk.send(watch).all_checked
    (waited,) = watch.waited
    assert waited.total_seconds() == 15 * 60
    assert any(step.tries_again for step in watch.steps)


def two_groups_of_two(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let four visits wait that go in two groups, which are under way together."""
    monkeypatch.setattr(run, "TOGETHER", 2)
    return [desk.record(verified(f"v{number}")) for number in range(1, 5)]


def test_two_groups_that_are_both_asked_to_wait_wait_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_groups_of_two(desk, monkeypatch)
    desk.here.system.go_awkward(Awkward.RATE_LIMITED, times=2, method="POST", retry_after=60)
    watch = Patience(desk.clock)
    assert desk.send(watch).all_checked
    (waited,) = watch.waited
    assert waited.total_seconds() == 60


def test_two_groups_that_are_both_locked_out_sign_in_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_groups_of_two(desk, monkeypatch)
    desk.here.system.go_awkward(Awkward.UNAUTHORISED, times=2, method="POST")
    signed_in = []

    def connect() -> Here:
        signed_in.append(1)
        return desk.here

    assert run.send(desk.store, desk.acting, connect, Patience(desk.clock)).all_checked
    assert len(signed_in) == 2


def test_stopping_keeps_what_is_known_of_what_is_under_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = two_groups_of_two(desk, monkeypatch)
    stopped = desk.send(Patience(after=1))
    assert stopped.stopped == "You stopped it. What was not proved stays here."
    for fact in facts:
        assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
    assert desk.send().all_checked
    assert len(desk.here.all("Encounter")) == 4


def test_stopping_after_something_was_written_says_that_it_is_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_groups_of_two(desk, monkeypatch)
    ordinary, watch = desk.here.batch, Patience()

    def batch(entries):
        if any(entry.method == "PUT" for entry in entries):
            watch.cancelled = lambda: True
        return ordinary(entries)

    desk.here.batch = batch
    stopped = desk.send(watch)
    assert stopped.stopped
    assert desk.states() == {"sent": 4}
    desk.here.batch = ordinary
    assert desk.send().all_checked
    assert len(desk.here.all("Encounter")) == 4


def test_a_quota_inside_a_bundle_holds_back_only_what_it_hit(desk: Desk) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}"))
    desk.here.system.go_awkward(Awkward.RATE_LIMITED_INSIDE, times=3, after=5)
    assert desk.send().all_checked
    assert len(desk.here.all("Encounter")) == 8


def test_a_token_that_ran_out_is_renewed_once(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.system.go_awkward(Awkward.UNAUTHORISED, times=1, method="POST")
    assert desk.send().all_checked


def test_a_main_system_that_never_lets_us_in_is_said_so(desk: Desk) -> None:
    desk.record(verified("v1"))
    desk.here.system.go_awkward(Awkward.UNAUTHORISED, times=None)
    assert "did not let us in" in desk.send().stopped
    assert desk.states() == {"waiting": 1}


def test_one_poisoned_visit_holds_back_no_other(desk: Desk) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}", note="poison" if number == 4 else "All well."))
    refuse_notes_with(desk.here, "poison")
    desk.send()
    assert desk.states() == {"checked": 7, "needs you": 1}


def test_a_bundle_that_breaks_the_main_system_is_halved_until_the_poison_stands_alone(desk: Desk) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}", note="poison" if number == 4 else "All well."))
    hang_on(desk.here, b"poison")
    ran = desk.send()
    assert desk.states()["checked"] == 7
    assert ran.stopped is None
    assert list(ran.held.values()) == ["Fernway did not answer in time."]


def test_a_refusal_is_shown_in_the_main_systems_words(desk: Desk) -> None:
    fact = desk.record(verified("v1", note="poison"))
    refuse_notes_with(desk.here, "poison")
    desk.send()
    assert desk.row(fact).state == "needs you"
    assert "We do not take poison (422)" in desk.row(fact).answer


def test_a_bundle_too_large_is_made_smaller(desk: Desk) -> None:
    for number in range(1, 9):
        desk.record(verified(f"v{number}"))
    desk.here.system.bundles.most_entries = 10
    assert desk.send().all_checked


def test_a_main_system_that_drops_extensions_is_checked_with_a_remark(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    desk.here.system.go_awkward(Awkward.DROPS_EXTENSIONS, times=None)
    assert desk.send().all_checked
    assert "in words only" in desk.row(fact).answer


def test_a_main_system_that_keeps_other_words_needs_a_person(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    keep_notes_as(desk.here, "Pad changed.")
    desk.send()
    assert desk.row(fact).state == "needs you"
    assert desk.row(fact).answer == "It was kept there with other words"


def test_a_main_system_that_takes_and_forgets_is_never_called_checked(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    forget_what_is_created(desk.here)
    assert desk.send().held
    assert desk.states() == {"sent": 1}
    desk.here._answered = type(desk.here)._answered.__get__(desk.here)
    assert desk.send().held
    desk.decide(fact, "again")
    assert desk.send().all_checked


def test_a_status_taken_and_not_kept_is_never_called_checked(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    answered = desk.here._answered

    def forgetful(method: str, url: str, body: bytes, headers: dict[str, str | None]) -> Outcome:
        if method == "PUT" and url.startswith("Appointment/"):
            return Answer(200, json.dumps(desk.here.visit("v1")).encode())
        return answered(method, url, body, headers)

    desk.here._answered = forgetful
    call_by_call(desk)
    assert not desk.send().all_checked
    assert desk.here.visit("v1")["status"] == "booked"
    assert desk.row(fact).state == "sent"
    desk.here._answered = answered
    assert desk.send().all_checked
    assert desk.here.visit("v1")["status"] == "fulfilled"


def test_a_racy_main_system_that_kept_our_record_twice_is_shown(desk: Desk) -> None:
    fact = desk.record(verified("v1"))
    create_twice(desk.here)
    call_by_call(desk)
    desk.send()
    assert desk.row(fact).state == "needs you"
    assert desk.row(fact).answer == "Our record is there twice"


def test_killed_at_every_step_it_still_arrives_exactly_once(desk: Desk, founded: Founded) -> None:
    """Kill before and after each call of a run, sign in again, run again; until no call is left to kill."""
    number, cut = 0, 0
    while True:
        visit = f"k{number}"
        desk.here.system.shelf.put({**appointment("x"), "id": visit}, visit)
        desk.copy_rota(visit)
        fact = desk.record(verified(visit, note="Killed here."))
        desk.record(deviation(visit))
        desk.here.calls.clear()
        arm(desk.here, cut // 2, after=bool(cut % 2))
        try:
            desk.send()
            finished = True
        except Killed:
            finished = False
        desk.here.before = desk.here.after = lambda _number: None
        assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
        home = store_folder(founded.signed_in.store.folder.parent).parent
        desk.store.release()
        again = sign_in(home, desk.acting.manager, PASSPHRASE, desk.clock)
        desk.store = again.store
        try:
            assert desk.send().all_checked
        finally:
            assert Oracle(desk).wrong(fact, entry_of(desk, fact)) == []
            desk.store = founded.signed_in.store
            again.store.close()
        assert len(marked(desk.here.all("Encounter"), fact)) == 1
        number, cut = number + 1, cut + 1
        if finished:
            break
    assert cut > 16


def arm(here: Here, call: int, *, after: bool) -> None:
    """Kill the program at a call: before it arrives, or after it was carried out."""

    def kill(number: int) -> None:
        if number == call:
            raise Killed

    here.before = here.after = lambda _number: None
    setattr(here, "after" if after else "before", kill)


def refuse_notes_with(here: Here, word: str) -> None:
    ordinary = here.system.rest.answer

    def answer(ask, rule=None):
        if ask.method == "POST" and word.encode() in ask.body:
            return refusal(422, "business-rule", f"We do not take {word}")
        return ordinary(ask, rule)

    here.system.rest.answer = answer


def hang_on(here: Here, word: bytes) -> None:
    ordinary = here._answered

    def answered(method, url, body, headers):
        if word in body:
            return Unreachable("Fernway did not answer in time.", may_have_arrived=True)
        return ordinary(method, url, body, headers)

    here._answered = answered


def keep_notes_as(here: Here, words: str) -> None:
    ordinary = here.system.shelf.put

    def put(resource, resource_id=None):
        if resource["resourceType"] == "Communication":
            resource = {**resource, "payload": [{"contentString": words}]}
        return ordinary(resource, resource_id)

    here.system.shelf.put = put


def forget_what_is_created(here: Here) -> None:
    """Answer as if it were kept, and keep nothing."""
    ordinary = here._answered

    def answered(method, url, body, headers):
        if method == "GET":
            return ordinary(method, url, body, headers)
        kept = []
        with suppress(ZeroDivisionError), here.system.shelf.unit():
            kept.append(ordinary(method, url, body, headers))
            _ = 1 / 0
        return kept[0]

    here._answered = answered


def create_twice(here: Here) -> None:
    """Keep each new Encounter a second time, as two servers behind one address do."""
    ordinary = here.system.shelf.put

    def put(resource, resource_id=None):
        if resource["resourceType"] == "Encounter" and resource_id is None:
            ordinary(resource)
        return ordinary(resource, resource_id)

    here.system.shelf.put = put
