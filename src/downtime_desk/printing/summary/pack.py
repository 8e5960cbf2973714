"""What the pages of a summary must say, and packs of summaries."""

from collections.abc import Callable, Iterable, Iterator

from downtime_desk.core.clock import day_and_clock
from downtime_desk.people import names
from downtime_desk.printing.blocks import Document
from downtime_desk.printing.fitting import code_hider
from downtime_desk.printing.pack import carry_on, press_all, silent
from downtime_desk.printing.page import who_on_every_page
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.summary import words
from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.finished import Pack, Progress
from downtime_desk.printing.summary.sheet import SummarySheet, Told


def render_pack(
    sheets: Iterable[SummarySheet],
    total: int | None = None,
    on_progress: Callable[[Progress], None] = silent,
    stopped: Callable[[], bool] = carry_on,
) -> Pack:
    """Return one PDF of the summaries, in their order, read back and proved: see `pack.press_all`."""
    return press_all(sheets, described, total, on_progress, stopped)


def described(sheet: SummarySheet) -> tuple[Document, MustSay]:
    """Return the pages of a summary, and what they must say."""
    return describe(sheet), must_say(sheet)


def must_say(sheet: SummarySheet) -> MustSay:
    """Return what the pages of the sheet must say: taken from the data, not from the page's description."""
    person = sheet.person
    everywhere = [("the copy number", sheet.copy_number), ("the log seal", sheet.seal)]
    everywhere += who_on_every_page(person, sheet.printed_at)
    hide = code_hider(person)
    never = tuple(
        (f"the entry code ({code.label})", code.code) for code in person.entry_codes if code.code.strip()
    )
    once = tuple((what, hide(said)) for what, said in _critical_facts(sheet))
    return MustSay(names.short_name(person), tuple(everywhere), once, never)


def _critical_facts(sheet: SummarySheet) -> Iterator[tuple[str, str]]:
    summary = sheet.person.summary
    for allergy in summary.allergies.items:
        yield f"the allergy to {allergy.substance}", allergy.substance
        yield from _if_said(f"the reaction to {allergy.substance}", allergy.reaction)
        yield from _if_said(
            f"the severity of {allergy.substance}", allergy.severity and words.capital(allergy.severity)
        )
    if not summary.allergies.items:
        none = summary.allergies.state == "none"
        yield "the state of the allergies", "No known allergies" if none else "NOT RECORDED"
    for medicine in summary.medicines.items:
        yield f"the medicine {medicine.name}", medicine.name
        yield from _if_said(f"the dose of {medicine.name}", medicine.dose)
        if medicine.time_critical:
            yield from ((f"a time of {medicine.name}", time) for time in medicine.times)
            yield from _if_said(f"what to do when {medicine.name} is late", medicine.if_late)
            yield from _if_said(f"what to do when {medicine.name} is missed", medicine.if_missed)
    for alert in summary.alerts.items:
        yield f"the risk {alert.kind}", alert.kind
        yield from _if_said(f"the risk {alert.kind}", alert.text)
    for change in sheet.told:
        when = day_and_clock(change.at)
        yield f"what was told at {when}", f"{when} {change.labelled()}"
        yield f"who told it at {when}", change.from_whom
        yield f"whether it was checked, told at {when}", _checked(change)
    if sheet.visits is not None:
        yield "how far ahead the visits go", "VISITS OF THE NEXT 24 HOURS"
    yield from _cpr(sheet)


def _checked(change: Told) -> str:
    return f"Checked {change.checked}" if change.checked else "NOT CHECKED."


def _cpr(sheet: SummarySheet) -> Iterator[tuple[str, str]]:
    decision = sheet.person.summary.cpr
    said = {True: "DNACPR recorded: YES", False: "DNACPR recorded: NO", None: "NOT RECORDED Start CPR."}
    yield "the CPR decision", said[decision.decided]
    yield from _if_said("where the CPR form is", decision.where)
    yield "that this sheet is not the form", "This sheet is not the form."


def _if_said(what: str, text: str | None) -> Iterator[tuple[str, str]]:
    if text and text.strip():
        yield what, text
