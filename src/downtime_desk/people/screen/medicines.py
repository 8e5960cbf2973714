"""The cards of medicines: those given to the minute, and the others."""

from PySide6.QtWidgets import QWidget

from downtime_desk.people.screen.card import card, row_of, said, words
from downtime_desk.people.summary import Medicine, Summary
from downtime_desk.ui.parts import Card, NotRecorded, Run, bold, second, strong, times

SUPPORT = {
    "administer": "We give it.",
    "assist": "We help with it.",
    "prompt": "We prompt.",
    "self": "Takes it alone.",
}


def exact_medicines(summary: Summary) -> Card | None:
    """Return the medicines given to the minute, or None when there are none."""
    exact = [each for each in summary.medicines.items if each.time_critical]
    if not exact:
        return None
    windows = {each.window_minutes for each in exact}
    window = windows.pop() if len(windows) == 1 else None
    note = f"within {window} min" if window is not None else ""
    content = [part for each in exact for part in _exact(each, said_above=window is not None)]
    return card("timer", "Exact-time medicine", *content, note=note, tone="ink", thick=2)


def _exact(medicine: Medicine, *, said_above: bool) -> list[QWidget]:
    how = ", ".join(filter(None, (medicine.dose, medicine.route)))
    parts: list[QWidget] = [
        strong(medicine.name),
        words(*said(how, end="."), *_support(medicine), Run(medicine.instructions or "")),
    ]
    if medicine.times:
        parts.append(words(*(times(f"{each}   ", 14) for each in medicine.times)))
    else:
        parts.append(words(*said(None, "Times")))
    if not said_above:
        within = f"within {medicine.window_minutes} minutes" if medicine.window_minutes is not None else None
        parts.append(words(*said(within, "How near the time:", end=".")))
    if medicine.if_late:
        parts.append(words(*said(medicine.if_late, "If late:")))
    parts.append(words(*said(medicine.if_missed, "If missed:")))
    return parts


def _support(medicine: Medicine) -> tuple[Run, ...]:
    if medicine.support is None:
        return said(None, "Who gives it")
    return (Run(f"{SUPPORT[medicine.support]} "),)


def other_medicines(summary: Summary) -> Card:
    """Return every other medicine in a sentence each."""
    others = [each for each in summary.medicines.items if not each.time_critical]
    title, note = "Other medicines", "check label and chart"
    if others:
        return card("pill", title, *(words(*_other(each)) for each in others), note=note)
    if summary.medicines.items or summary.medicines.state == "none":
        return card("pill", title, words("None in the record."), note=note)
    return card(
        "pill", title, row_of(NotRecorded(), second("Look at the chart in the home.")), tone="ink", thick=2
    )


def _other(medicine: Medicine) -> tuple[Run, ...]:
    when = " and ".join(medicine.times) or ("if needed" if medicine.as_needed else None)
    parts = ", ".join(filter(None, (medicine.dose, medicine.route, when)))
    more = f" {medicine.instructions.rstrip('.')}." if medicine.instructions else ""
    unsaid = "" if medicine.dose else " Dose NOT RECORDED."
    return (bold(f"{medicine.name} "), Run(f"{parts}.{more}"), bold(unsaid))
