"""Roles: every fact there is stands in the one table, and what is not allowed is refused where facts are recorded."""

from dataclasses import replace
from pathlib import Path

import pytest

from downtime_desk.access import roles
from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import SettingChanged, change_setting
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, Note, declare, note
from tests.conftest import NIGHT


def acting_as(acting: Acting, role: str) -> Acting:
    return replace(acting, permit=roles.permit(role))


@pytest.mark.parametrize("kind", journal.kinds())
def test_every_fact_is_in_the_table(kind: str) -> None:
    act = roles.act_of(kind)
    assert act is not None, f"say in access/roles.py who may record {kind}"
    assert act.may


def test_every_row_of_the_table_is_about_a_fact_there_is() -> None:
    families = {kind.partition(".")[0] for kind in journal.kinds()}
    named = [fact for act in roles.TABLE for fact in act.facts]
    assert len(named) == len(set(named))
    assert [fact for fact in named if fact not in journal.kinds() and fact not in families] == []


def test_read_only_records_nothing_but_its_own_coming_in() -> None:
    allowed = roles.permit(roles.READ_ONLY).allowed
    assert {kind for kind in allowed if not kind.startswith("copy.")} == {
        "break_glass.looked",
        "break_glass.opened",
        "break_glass.returned",
        "integrity.opened",
        "journal.checkpoint",
        "journal.doubted",
        "main_system.seen",
        "manager.passphrase_changed",
        "manager.signed_in",
        "people.listed",
        "person.looked_at",
        "readiness.checked",
        "rota.bookings_found",
    }
    assert not allowed & {"copy.issued", "copy.refused", "copy.accounted_for", "copy.handed_on"}


@pytest.mark.parametrize(
    "kind",
    ["setting.changed", "manager.invited", "manager.removed", "way_in.recovery_code_made", "backup.pack_made",
     "store.restored", "return.written_to_files", "outage.stood_down", "code.archived"],
)  # fmt: skip
def test_break_glass_takes_nothing_out_and_changes_no_key(kind: str) -> None:
    assert kind in journal.kinds()
    assert kind not in roles.permit(roles.BREAK_GLASS).allowed


@pytest.mark.parametrize("kind", ["visit.verified", "deviation.logged", "copy.issued", "outage.declared"])
def test_break_glass_runs_the_night(kind: str) -> None:
    assert kind in roles.permit(roles.BREAK_GLASS).allowed


def test_a_registered_manager_may_all_that_anybody_may() -> None:
    assert roles.permit(roles.REGISTERED).allowed == frozenset(journal.kinds())


def test_what_a_role_may_not_do_is_refused_in_words_and_nothing_is_kept(store: Store, acting: Acting) -> None:
    looking = acting_as(acting, roles.READ_ONLY)
    with store.read() as session:
        before = journal.head(session)
    with (
        pytest.raises(Trouble, match="As read-only you may not write in the log and decide") as refused,
        store.write(looking) as session,
    ):
        note(session, Note("Heard something.", NIGHT))
    assert "Ask a duty manager or a registered manager" in refused.value.do
    with store.read() as session:
        assert journal.head(session) == before
    with store.write(acting_as(acting, roles.DUTY)) as session:
        note(session, Note("Heard something.", NIGHT))
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    with (
        pytest.raises(Trouble, match="As duty manager you may not change settings"),
        store.write(acting_as(acting, roles.DUTY)) as session,
    ):
        change_setting(session, "anything", 1)


def test_a_kind_nobody_put_into_the_table_is_refused_to_everybody() -> None:
    permit = roles.permit(roles.REGISTERED)
    assert permit.refusal("something.new", NIGHT) is not None
    assert permit.refusal(SettingChanged.kind, NIGHT) is None


def test_the_founder_answers_for_the_service(acting: Acting) -> None:
    assert acting.permit is not None
    assert acting.permit.role == roles.REGISTERED


def test_the_rows_read_as_sentences() -> None:
    for row in roles.rows():
        assert row.act[0].isupper()
        assert len(row.may) == len(roles.COLUMNS)
        assert row.may[0], "a registered manager may all of it"


def test_the_page_about_the_ways_in_shows_the_table_as_it_is() -> None:
    heads = " | ".join(["may", *(each.capitalize() for each in roles.COLUMNS)])
    rows = [" | ".join([row.act, *("yes" if may else "–" for may in row.may)]) for row in roles.rows()]
    page = (Path(__file__).parents[2] / "docs" / "ways-in.md").read_text()
    for line in (heads, *rows):
        assert f"| {line} |" in page
