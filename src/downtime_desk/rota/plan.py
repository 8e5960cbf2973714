"""Carers and planned visits, as every connector hands them over."""

from datetime import datetime

import msgspec


class Carer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A care worker. `version` is the main system's version of the record."""

    id: str
    family: str
    given: str
    phone: str | None = None
    role: str | None = None
    area: str | None = None
    skills: tuple[str, ...] = ()
    version: str | None = None


class PlannedVisit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A visit as the main system planned it.

    `start` and `end` are aware UTC instants; `carers_needed` is one or more and may exceed the number of
    `carers` assigned. `status` is the source's own code (`booked`, `cancelled`, `fulfilled` …), unchanged.
    `version` guards every later change to the visit.
    """

    id: str
    person_id: str
    start: datetime
    end: datetime
    status: str
    carers: tuple[str, ...] = ()
    carers_needed: int = 1
    service: str | None = None
    tasks: tuple[str, ...] = ()
    area: str | None = None
    note: str | None = None
    version: str | None = None
