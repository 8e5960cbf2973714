"""The emergency care summary: one page a person, with everything a stranger needs to care for them tonight."""

from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.pack import Pack, Progress, render_pack
from downtime_desk.printing.summary.sheet import NextVisit, SummarySheet, Told

__all__ = ["NextVisit", "Pack", "Progress", "SummarySheet", "Told", "describe", "render_pack"]
