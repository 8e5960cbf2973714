"""The facts of a person a manager needs in view while ringing, each in one of its three states, told ones first."""

from collections.abc import Sequence
from datetime import datetime

from downtime_desk.core.clock import long_date
from downtime_desk.people.kinds import KINDS
from downtime_desk.people.summary import Summary
from downtime_desk.people.told import Told, told_face, where_now
from downtime_desk.visits.planned import Planned

# what it is, the fact, more of it, its tone
Fact = tuple[str, str, str, str]


def told_fact(changes: Sequence[Told], now: datetime) -> Fact:
    """Return the newest told since the copy, whether somebody is in hospital before all, and what else there is."""
    first = where_now(changes) or changes[0]
    others = [each for each in changes if each is not first]
    heading = "Told since the copy" if others else f"Told since the copy, {first.state}"
    state = f", {first.state}" if others else ""
    more = f"{told_face(first.told_at, now)}{state}, {first.told_by} ({first.relation})"
    if others:
        rest = ", ".join(f"{KINDS[each.kind].lower()} {told_face(each.told_at, now)}" for each in others)
        heading, more = f"{heading}: {len(changes)}", f"{more}. Also {rest}"
    return heading, first.kind_and_what, more, "accent"


def told_in_short(changes: Sequence[Told], now: datetime) -> tuple[str, str]:
    """Return how many changes were told, and the one that matters most, for where there is little room."""
    first = where_now(changes) or changes[0]
    return f"Told {len(changes)}: ", f"{first.kind_and_what} {told_face(first.told_at, now)}, {first.state}"


def allergy_fact_told(summary: Summary, changes: Sequence[Told], now: datetime) -> Fact | None:
    """Return the allergies told since the copy before those of the copy; None when none was told."""
    told = [each for each in changes if each.kind == "allergy" and each.found != "not true"]
    if not told:
        return None
    heading = (
        f"Allergy told since the copy, {told[0].state}" if len(told) == 1 else "Allergies told since the copy"
    )
    said = " ".join(f"{each.what.rstrip('.')} (told {told_face(each.told_at, now)})." for each in told)
    _, copied, more, _ = allergy_fact(summary)
    return heading, said, f"In the copy: {copied}. {more}".rstrip(". ") + ".", "red"


def allergy_fact(summary: Summary) -> Fact:
    """Return allergies in one of their three states."""
    listed = summary.allergies
    if listed.items:
        dated = f", recorded {long_date(listed.as_of)}" if listed.as_of else ""
        first, *others = listed.items
        detail = ": ".join(filter(None, (first.reaction, first.severity))) or "reaction not recorded"
        rest = "".join(f"; {each.substance}: {each.reaction or 'reaction not recorded'}" for each in others)
        names = ", ".join(each.substance for each in listed.items)
        return f"Allergies{dated}", names, f"{detail}{rest}", "red"
    if listed.state == "none":
        dated = f" ({long_date(listed.as_of)})" if listed.as_of else ""
        return "Allergies", f"No known allergies{dated}", "", "ink"
    return "Allergies", "NOT RECORDED", "ask the person, family or GP", "red"


def medicine_fact(visit: Planned) -> Fact:
    """Return the medicine of this visit that must be given at an exact time."""
    what = "Medicine at an exact time"
    critical = [dose for dose in visit.doses() if dose.critical]
    if critical:
        dose = critical[0]
        window = f"within {dose.window} min of it" if dose.window is not None else "window not recorded"
        more = f", and {len(critical) - 1} more" if len(critical) > 1 else ""
        return what, f"{dose.name} at {dose.time}{more}", ", ".join(filter(None, (dose.dose, window))), "ink"
    listed = visit.summary.medicines
    if listed.state == "not recorded" and not listed.items:
        return what, "Medicines NOT RECORDED", "look at the chart in the home", "ink"
    return what, "None in this visit", "", "ink"


def cpr_fact(summary: Summary) -> Fact:
    """Return the CPR decision and where its form is."""
    cpr = summary.cpr
    if cpr.decided is None:
        return "CPR decision", "NOT RECORDED", "start CPR", "ink"
    if not cpr.decided:
        return "CPR decision", "No decision against CPR", "start CPR", "ink"
    return (
        "CPR decision",
        f"DNACPR, on a {cpr.form or 'form not recorded'}",
        cpr.where or "place of the form NOT RECORDED",
        "ink",
    )


def risk_fact(summary: Summary) -> Fact:
    """Return the main risks in one of their three states."""
    alerts = summary.alerts
    if alerts.items:
        first = alerts.items[0]
        rest = ", ".join(each.kind for each in alerts.items[1:])
        more = "; ".join(each.rstrip(".;") for each in (first.text, rest) if each)
        return "Main risks", first.kind, more, "ink"
    if alerts.state == "none":
        return "Main risks", "None in the record", "", "ink"
    return "Main risks", "NOT RECORDED", "", "ink"


def risk_and_moving_fact(summary: Summary) -> Fact:
    """Return both in one, where what was told takes the place of the risks."""
    _, risk, more_risk, _ = risk_fact(summary)
    _, moves, talks, tone = moving_fact(summary)
    first = f"Risks {risk}" if risk == "NOT RECORDED" else risk
    more = ". ".join(filter(None, (more_risk.rstrip("."), talks)))
    return "Main risks, moving, talking", f"{first}. {moves}", more, tone


def moving_fact(summary: Summary) -> Fact:
    """Return how the person moves, eats and talks."""
    carers = summary.mobility.carers
    moves = "Carers NOT RECORDED" if carers is None else f"{carers} carer{'s' * (carers != 1)}"
    levels = [
        f"{what} {level}"
        for what, level in (("Drinks Level", summary.eating.drink_level), ("food", summary.eating.food_level))
        if level is not None
    ]
    eats = ", ".join(levels) or summary.eating.text or "food and drink NOT RECORDED"
    talks = summary.communication.text or summary.communication.language or "talking NOT RECORDED"
    return "Moving, eating, talking", f"{moves}. {eats[:1].upper()}{eats[1:].rstrip('.')}", talks, "ink"


def home_fact(summary: Summary) -> Fact:
    """Return who is at home and who holds a key."""
    alone = {True: "Lives alone", False: "Does not live alone", None: "Living alone NOT RECORDED"}[
        summary.lives_alone
    ]
    help_ = {True: "can summon help", False: "cannot summon help", None: ""}[summary.can_summon_help]
    holder_ = next((each for each in summary.contacts.items if each.key_holder), None)
    key = (
        "key holder NOT RECORDED"
        if holder_ is None
        else ", ".join(filter(None, (holder_.name, holder_.phone)))
    )
    return "Home and key holder", ", ".join(filter(None, (alone, help_))), key, "ink"
