"""Makes one PDF of many summaries, and releases it only when it says what the data says."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from downtime_desk.core.errors import Trouble
from downtime_desk.people import names
from downtime_desk.printing import glyphs
from downtime_desk.printing.proof import MustSay, Reader, prove
from downtime_desk.printing.render import Press
from downtime_desk.printing.summary import words
from downtime_desk.printing.summary.document import code_hider, describe
from downtime_desk.printing.summary.finished import Pack, Progress
from downtime_desk.printing.summary.sheet import SummarySheet

NAME_LIMIT: Final = 60


def _silent(_: Progress) -> None:
    """Tell nobody."""


def _carry_on() -> bool:
    """Never stop."""
    return False


def render_pack(
    sheets: Iterable[SummarySheet],
    total: int | None = None,
    on_progress: Callable[[Progress], None] = _silent,
    stopped: Callable[[], bool] = _carry_on,
) -> Pack:
    """Return one PDF of the sheets, in their order, read back and proved.

    `sheets` may be a generator; `on_progress` is called and `stopped` is asked after each sheet. Raises
    Trouble when it was stopped, when there is nothing to print, or when a page does not say what it must.
    """
    press: Press | None = None
    counts: list[int] = []
    must: list[MustSay] = []
    first = last = ""
    for sheet in sheets:
        if press is None:
            press = Press(_title(sheet.copy_number), sheet.organisation, sheet.printed_at)
            first = sheet.copy_number
        counts.append(press.add(describe(sheet)))
        must.append(must_say(sheet))
        last = sheet.copy_number
        on_progress(Progress(len(counts), total))
        if stopped():
            raise Trouble("Printing was stopped.", "Nothing was printed and no sheet has left the desk.")
    if press is None:
        raise Trouble("Nobody was chosen, so there is nothing to print.", "Choose who the sheets are for.")
    if last != first:
        press.title(_title(f"{first} to {last}"))
    pdf = press.finish()
    _prove_all(pdf, counts, must)
    return Pack(pdf, tuple(counts), hashlib.sha256(pdf).hexdigest())


def _title(copies: str) -> str:
    return f"Emergency summary, copy {copies}"


def _prove_all(pdf: bytes, counts: list[int], must: list[MustSay]) -> None:
    pages = Reader(pdf).pages()
    for count, facts in zip(counts, must, strict=True):
        mine = list(islice(pages, count))
        if len(mine) != count:
            raise Trouble(f"The sheet of {facts.whose} was not released: a page is missing.", "Print again.")
        prove(mine, facts)


def must_say(sheet: SummarySheet) -> MustSay:
    """Return what the pages of the sheet must say: taken from the data, not from the page's description."""
    person = sheet.person
    everywhere = [("the copy number", sheet.copy_number), ("the log seal", sheet.seal)]
    name = names.short_name(person)
    spelled = glyphs.spelled(name)
    if len(spelled) <= NAME_LIMIT and "\n" not in spelled:
        everywhere.append(("the name", name))
    if (born := names.born(person, sheet.printed_at.date())) is not None:
        everywhere.append(("the date of birth", born.split(" ")[0]))
    if (number := names.nhs_number(person)) is not None and len(number) <= 12:
        everywhere.append(("the NHS number", number))
    hide = code_hider(person)
    never = tuple(
        (f"the entry code ({code.label})", code.code) for code in person.entry_codes if code.code.strip()
    )
    once = tuple((what, hide(said)) for what, said in _critical_facts(sheet))
    return MustSay(name, tuple(everywhere), once, never)


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
        yield "what was told since the copy", change.what
    yield from _cpr(sheet)


def _cpr(sheet: SummarySheet) -> Iterator[tuple[str, str]]:
    decision = sheet.person.summary.cpr
    said = {True: "DNACPR recorded: YES", False: "DNACPR recorded: NO", None: "NOT RECORDED Start CPR."}
    yield "the CPR decision", said[decision.decided]
    yield from _if_said("where the CPR form is", decision.where)
    yield "that this sheet is not the form", "This sheet is not the form."


def _if_said(what: str, text: str | None) -> Iterator[tuple[str, str]]:
    if text and text.strip():
        yield what, text
