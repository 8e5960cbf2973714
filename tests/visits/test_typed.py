"""The form as typed: kept word for word, understood only when it can be, never moved in time."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import KeepDraft, keep_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.visits import actions
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.queries import seen
from downtime_desk.visits.settings import Thresholds
from downtime_desk.visits.times import Meant, TimeTyped
from downtime_desk.visits.typed import (
    CarerTyped,
    SourceTyped,
    Typed,
    begin,
    encode,
    reading,
    understood,
)
from tests.conftest import NIGHT
from tests.visits.conftest import BEGAN, at

LIMITS = Thresholds()
IWAN = CarerTyped("c1", "Iwan Prosser", TimeTyped("152"))


def edwin(store: Store) -> Planned:
    with store.read() as session:
        return seen(session, "v1").planned


def test_what_is_typed_becomes_a_command(outage: Store) -> None:
    typed = Typed("there now", (IWAN,), (SourceTyped("carer-at-time"),))
    found = understood(typed, edwin(outage), NIGHT, BEGAN, LIMITS)
    assert found.unclear == ()
    assert found.grade.grade == "B"
    assert found.command == Verify(
        "v1",
        "there now",
        (CarerTimes("c1", "Iwan Prosser", "2026-11-22T01:52:00Z"),),
        (Source("carer-at-time", None, to_text(NIGHT)),),
    )


def test_an_empty_form_means_nothing_and_nothing_comes_from_the_plan(outage: Store) -> None:
    found = understood(Typed(carers=(CarerTyped(),)), edwin(outage), NIGHT, BEGAN, LIMITS)
    assert found.command == Verify("v1")


def test_a_time_that_is_asked_about_is_not_taken(outage: Store) -> None:
    typed = Typed("done", (replace_arrived("815"),))
    found = understood(typed, edwin(outage), NIGHT, BEGAN, LIMITS)
    assert found.unclear == ("Arrived: 08:15 has not come yet. Did you mean 20:15 Sat? Y, or N as typed",)
    assert found.command.carers[0].arrived is None


def replace_arrived(text: str) -> CarerTyped:
    return CarerTyped("c1", "Iwan Prosser", TimeTyped(text))


def test_an_account_comes_back_at_its_own_instants_days_later(outage: Store, acting: Acting) -> None:
    told = CarerTimes("c1", "Iwan Prosser", to_text(at("01:35")), to_text(at("02:04")))
    with outage.write(acting) as session:
        actions.verify(session, Verify("v1", "done", (told,), (Source("carer-later", None, to_text(NIGHT)),)))
    with outage.read() as session:
        found = seen(session, "v1")
    later = understood(begin(found), found.planned, NIGHT + timedelta(days=3), BEGAN, LIMITS)
    assert later.unclear == ()
    assert later.command.carers == (told,)
    assert later.command.sources == (Source("carer-later", None, to_text(NIGHT)),)


def test_now_means_the_moment_it_was_typed(outage: Store) -> None:
    typed = TimeTyped("now", typed_at=to_text(NIGHT))
    rang = SourceTyped("carer-at-time", chosen_at=to_text(NIGHT))
    form = Typed("there now", (CarerTyped("c1", "Iwan Prosser", typed),), (rang,))
    later = understood(form, edwin(outage), NIGHT + timedelta(hours=9), BEGAN, LIMITS)
    assert later.command.carers[0].arrived == to_text(NIGHT)
    assert later.grade.grade == "B"
    # a clock time keeps its day too: 08:15 has come meanwhile, and was not meant
    evening = TimeTyped("2015", typed_at=to_text(NIGHT))
    found = reading(evening, NIGHT + timedelta(hours=20), BEGAN)
    assert found == Meant(at("20:15"), "20:15 yesterday")


def test_a_draft_comes_back_word_for_word(outage: Store, acting: Acting) -> None:
    typed = Typed(carers=(CarerTyped(name="Agency", arrived=TimeTyped("8")),), note="rings ba")
    with outage.write(acting) as session:
        keep_draft(session, KeepDraft("visit/v1", encode(typed)))
    with outage.read() as session:
        assert begin(seen(session, "v1")) == typed


def test_a_draft_begun_before_somebody_else_wrote_is_kept_and_does_not_write_over_them(
    outage: Store, acting: Acting
) -> None:
    with outage.write(acting) as session:
        actions.verify(session, Verify("v1", "not known yet", note="no answer"))
        keep_draft(session, KeepDraft("visit/v1", encode(Typed(note="old"))))
    with outage.read() as session:
        found = seen(session, "v1")
    stale = begin(found)
    assert stale.note == "old"
    command = understood(stale, found.planned, NIGHT, BEGAN, LIMITS).command
    with pytest.raises(Trouble, match="Somebody else wrote"), outage.write(acting) as session:
        actions.verify(session, command)


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=20))
def test_any_words_are_kept_as_they_are(arrived: str, left: str, note: str) -> None:
    typed = Typed("done", (CarerTyped(None, note, TimeTyped(arrived), TimeTyped(left)),), note=note)
    assert msgspec.json.decode(encode(typed), type=Typed) == typed
