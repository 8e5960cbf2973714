"""The stand-down certificate of an outage: its figures, the page, and the same figures for a machine."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import func, select

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file, saving_in
from downtime_desk.core.journal import broken_links, head_code, journal
from downtime_desk.core.proving import Signature, signature_of
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, store_of
from downtime_desk.outages.facts import OutageStoodDown, listed
from downtime_desk.outages.queries import Outage, outage, was_data_doubted
from downtime_desk.printing.certificate_figures import CertificateFigures
from downtime_desk.recovery.gate import deviations_of
from downtime_desk.recovery.reconciling.certified import certified

KIND: Final = "downtime-desk-certificate"


def figures(session: Session, reference: str, who: Acting) -> CertificateFigures:
    """Return what the certificate of a closed outage says, as it was closed; raise Trouble while it runs."""
    closed = outage(session, reference)
    if closed.stood_down_at is None or closed.stood_down_by is None:
        raise Trouble("This outage is not closed yet.", "Close it on the Return page first.")
    counted = closed.figures or {}
    number, seal = _sealed_by(session, reference)
    about = settings.read(session, ORGANISATION, Organisation, Organisation())
    made = CertificateFigures(
        number=closed.certificate or f"{reference}-C",
        organisation=about.name,
        desk_phone=about.phone,
        desk=who.desk,
        outage=reference,
        what_stopped=listed(closed.what),
        declared_at=closed.declared_at,
        declared_by=closed.declared_by,
        back_at=closed.back_at,
        stood_down_at=closed.stood_down_at,
        stood_down_by=closed.stood_down_by,
        planned=counted["planned"],
        verified=counted["verified"],
        not_done=counted["not done"],
        cancelled=counted["cancelled"],
        unaccounted=counted["unaccounted"],
        waiting=counted["waiting"],
        sent=counted["sent"],
        checked=counted["checked"],
        needs_you=counted["needs you"],
        not_required=counted["not required"],
        conflicts=counted["decided"],
        deviations=counted.get("deviations", deviations_of(session, reference)),
        sheets_issued=counted["sheets issued"],
        sheets_out=counted["sheets out"],
        sheets_lost=counted["sheets lost"],
        journal_entries=number,
        journal_intact=not broken_links(session),
        seal=seal,
        seal_entry=number,
        printed_at=who.now(),
        printed_by=who.name,
        managers=_managers(session, closed),
        second_look=certified(session, reference, counted),
        # an outage closed before these were told apart has none of them in its figures
        typed=counted.get("typed", 0),
        second_checked=counted.get("second-checked", 0),
        scanned=counted.get("scanned", 0),
        taken_in=counted.get("taken in", 0),
        notes_due=counted.get("notes due", 0),
        data_doubted=was_data_doubted(session, closed),
    )
    return replace(made, signature=signature_of(store_of(session), _signed_part(_said(made))))


def _sealed_by(session: Session, reference: str) -> tuple[int, str]:
    """Return the number and the seal of the entry that closed the outage."""
    row = session.execute(
        select(journal.c.seq, journal.c.hash)
        .where(journal.c.subject == f"outage/{reference}", journal.c.kind == OutageStoodDown.kind)
        .order_by(journal.c.seq.desc())
    ).first()
    if row is None:
        raise LookupError(f"nothing closed {reference}")
    return row.seq, head_code(row.hash)


def as_json(what: CertificateFigures) -> bytes:
    """Return the figures for a machine, in one fixed order, so that equal figures are equal bytes."""
    return msgspec.json.format(msgspec.json.encode(_said(what), order="deterministic"), indent=2)


def _said(what: CertificateFigures) -> dict[str, Any]:
    said = {"kind": KIND, "schema": 1, **asdict(what)}
    return msgspec.json.decode(msgspec.json.encode(said), type=dict[str, Any])


def _signed_part(said: dict[str, Any]) -> bytes:
    """Return what is signed: everything but the signature, in one fixed order."""
    return msgspec.json.encode({**said, "signature": None}, order="sorted")


class _Certificate(msgspec.Struct):
    kind: Literal["downtime-desk-certificate"]


@dataclass(frozen=True)
class CheckedCertificate:
    """A certificate's file: whose number it has, the key it was signed with, and whether it is as it was signed."""

    number: str
    key: str
    holds: bool


def check_file(content: bytes) -> CheckedCertificate:
    """Return whether the figures of a certificate for a machine are as they were signed; raise Trouble if they are none."""
    try:
        said = msgspec.json.decode(content, type=dict[str, Any])
        msgspec.convert(said, _Certificate)
        signature = msgspec.convert(said["signature"], Signature | None)
        number = str(said["number"])
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
        raise Trouble(
            "That is not a certificate’s file.", "Give the .json that was saved beside the page."
        ) from error
    if signature is None:
        return CheckedCertificate(number, "", holds=False)
    return CheckedCertificate(number, signature.key, signature.holds(_signed_part(said)))


def save(what: CertificateFigures, folder: Path) -> tuple[Path, Path]:
    """Write the page and the figures beside each other, and return where. Runs beside the window."""
    # brought in when it is needed, on a worker: what draws PDF is large
    from downtime_desk.printing.certificate import render_certificate

    page, machine = folder / f"{what.number}.pdf", folder / f"{what.number}.json"
    with saving_in(folder):
        replace_file(page, render_certificate(what))
        replace_file(machine, as_json(what))
    return page, machine


def suggested_folder() -> Path:
    """Return where people look for such papers first."""
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _managers(session: Session, closed: Outage) -> tuple[str, ...]:
    """Return who wrote anything in the outage, in the order of their first line."""
    rows = session.execute(
        select(journal.c.actor_name)
        .where(journal.c.outage == closed.reference)
        .group_by(journal.c.actor_name)
        .order_by(func.min(journal.c.seq))
    )
    return tuple(rows.scalars())
