"""Commands about the rota by hand: `downtime-desk rota …`. Each change asks why, and is said back."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import msgspec
import typer

from downtime_desk.access.actions import SignedIn
from downtime_desk.cli import app
from downtime_desk.cli.saying import echo
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode
from downtime_desk.core.session import Session
from downtime_desk.core.typed_day import read_near
from downtime_desk.core.typed_time import At, Refused, asked
from downtime_desk.rota.actions import Doubt
from downtime_desk.rota.facts import Lasts
from downtime_desk.visits.planned import PlannedCarer, everybody_on_call

rota = typer.Typer(help="See the rota as it stands, and keep it by hand while an outage runs.")
app.add_typer(rota, name="rota")

Visit = Annotated[str, typer.Argument(help="The visit, as `downtime-desk rota show` names it.")]
Why = Annotated[str, typer.Option("--why", help="Why, in a few words: it stands in the log and goes back.")]
Carers = Annotated[
    list[str],
    typer.Option("--carer", help="Who is to go, by name; once for each.", default_factory=list),
]
EveryWeek = Annotated[
    bool, typer.Option("--every-week", help="It goes on so when the rota is rolled forward.")
]
Sure = Annotated[bool, typer.Option("--sure", help="It is right although something speaks against it.")]
Day = Annotated[str, typer.Option("--day", help="today, yesterday, tomorrow or 2026-11-22.")]


def lasts(*, every_week: bool) -> Lasts:
    """Return how long a change is to last."""
    return "every week" if every_week else "once"


def change(here: SignedIn, action: Callable[[Session, Any], Entry], command: Any, *, sure: bool) -> Entry:
    """Do an act by hand; with `sure`, whatever speaks against it is accepted. Else it is all said."""
    try:
        return _write(here, action, command)
    except Doubt as doubt:
        if not sure:
            raise Trouble(
                " ".join(doubt.doubts), "Nothing was kept. If it is right all the same, add --sure."
            ) from None
        return _write(here, action, replace(command, accepted=doubt.doubts))


def _write(here: SignedIn, action: Callable[[Session, Any], Entry], command: Any) -> Entry:
    with here.store.write(here.acting) as session:
        return action(session, command)


def say(entry: Entry, *, json: bool, **more: object) -> None:
    """Say what was kept: its number in the log and its words."""
    kept = decode(entry)
    words = kept.words() if kept else ""
    if json:
        said = {"entry": entry.seq, "id": entry.id, "words": words, **more}
        echo(msgspec.json.encode(said).decode())
    else:
        echo(f"Entry {entry.seq}: {words}")


def time_near(typed: str, about: datetime, now: datetime) -> datetime:
    """Return the time that was typed, past or to come; raise Trouble when it is none or could be two."""
    found = read_near(typed, about, now)
    if isinstance(found, At):
        return found.instant
    if isinstance(found, Refused):
        raise Trouble(f"“{typed}” was not understood.", found.why)
    raise Trouble(f"“{typed}”: {asked(found)}.", "Type the day before it, as in “mon 0815”.")


def carers_named(session: Session, names: Iterable[str]) -> tuple[PlannedCarer, ...]:
    """Return carers by what was typed of their names; raise Trouble for one who is nobody, or two."""
    everybody = everybody_on_call(session)
    return tuple(_one_of(name, everybody) for name in names)


def carer_named(session: Session, name: str) -> PlannedCarer:
    """Return one carer by what was typed of the name."""
    (found,) = carers_named(session, [name])
    return found


def _one_of(name: str, everybody: Iterable[PlannedCarer]) -> PlannedCarer:
    typed = name.strip().casefold()
    fitting = [
        each for each in everybody if typed and (typed in each.name.casefold() or typed == each.id.casefold())
    ]
    exact = [each for each in fitting if typed in {each.name.casefold(), each.id.casefold()}]
    found = exact or fitting
    if len(found) == 1:
        return found[0]
    if not found:
        raise Trouble(f"“{name}” is no carer of the copy.", "See who there is: downtime-desk rota show")
    raise Trouble(f"“{name}” fits {', '.join(each.name for each in found[:5])}.", "Type the whole name.")
