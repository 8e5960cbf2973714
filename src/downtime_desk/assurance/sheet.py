"""The proofs on paper: a numbered sheet for the file, the commissioner or the inspector, read back like every other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from downtime_desk.assurance.proof import Proof
from downtime_desk.assurance.queries import Day, summed_up
from downtime_desk.core.clock import long_date
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.printing.batch import begin
from downtime_desk.printing.blocks import (
    NAME,
    REASON,
    Body,
    Box,
    Cell,
    Document,
    Table,
    Text,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.fitting import Fitted
from downtime_desk.printing.making import Made
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.page import Frames, Head, on_every_page
from downtime_desk.printing.papers.rows import cell, head
from downtime_desk.printing.proof import MustSay

KIND: Final = "Readiness sheet"
HOLDS, LOOK = "Holds", "LOOK AT IT"
COLUMNS: Final = (24, 44, None, 28, 28)
VALID: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ReadinessSheet(Stamped):
    """The proofs as they stood when the sheet was made, and the days before."""

    proofs: tuple[Proof, ...]
    days: tuple[Day, ...]

    def about(self) -> About:
        """Return what the register says of it."""
        return About(KIND, "the duty desk", reference=self.seal)

    def too_old(self) -> tuple[str, ...]:
        """Return nothing: the sheet says of each copy how old it is, which is what it is for."""
        return ()


def make(session: Session, acting: Acting, found: Sequence[Proof], days: Sequence[Day]) -> Made:
    """Return the sheet with its next number, drawn, read back and proved."""
    batch = begin(session, acting, acting.now() + VALID)
    sheet = ReadinessSheet(batch.number(), batch.stamp, tuple(found), tuple(days))
    return Made((sheet,), press_all([sheet], described))


def described(sheet: ReadinessSheet) -> tuple[Document, MustSay]:
    """Return the pages, and what they must say: each proof with what it says, its figure and its limit."""
    fitted = Fitted()
    held, rest = summed_up(sheet.proofs)
    frames = Frames(
        sheet,
        Head(
            kind="READINESS, PROVED",
            lines=(Text((bold(held),), NAME, above=2.3), Text((plain(rest),), REASON)),
            copied=("people", "rota"),
            keep="Keep with the continuity plan.",
            found="",
        ),
        fitted,
    )
    document = Document(f"{sheet.copy_number} {KIND}", frames.frame, _body(sheet, fitted))
    pairs = tuple(
        (
            f"the proof {each.title}",
            f"{HOLDS if each.holds else LOOK} {each.title} {each.printed()} {each.figure} {each.limit}",
        )
        for each in sheet.proofs
    )
    everywhere = (*on_every_page(sheet), ("how many hold", held))
    return document, MustSay(
        "the readiness sheet", everywhere, (("the days", _days(sheet.days)),), pairs=pairs
    )


def _body(sheet: ReadinessSheet, fitted: Fitted) -> Body:
    heads: tuple[Cell, ...] = head("State", "Proof", "What was found", "Now", "May be")
    table = Table(COLUMNS, (heads, *map(_row, sheet.proofs)), "grid")
    return (
        over_pages(Box("", (table,), edge="none")),
        full_width(Box("Last 30 days", (Text((plain(_days(sheet.days)),)),))),
        *(full_width(box) for box in fitted.box()),
    )


def _row(proof: Proof) -> tuple[Cell, ...]:
    state = plain(HOLDS) if proof.holds else bold(LOOK)
    return (
        cell((state,)),
        cell((bold(proof.title),)),
        cell((plain(proof.printed()),)),
        cell((plain(proof.figure),)),
        cell((plain(proof.limit),)),
    )


def _days(days: Sequence[Day]) -> str:
    looked = [each for each in days if each.held is not None]
    if not looked:
        return "No day was looked at yet."
    said = ", ".join(f"{long_date(each.day)}: {each.held} of {each.proofs}" for each in looked)
    missing = len(days) - len(looked)
    return f"{said}. On {missing} of the {len(days)} days nobody looked." if missing else f"{said}."
