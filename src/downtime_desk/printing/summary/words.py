"""How facts are said on paper. Nothing here turns what is not recorded into none."""

from collections.abc import Iterable

from downtime_desk.printing.blocks import NOT_RECORDED, Run, Runs, bold, plain


def said(text: str | None, label: str = "") -> Runs:
    """Return the text, or NOT RECORDED, after its label in bold."""
    head: Runs = (bold(f"{label} "),) if label else ()
    return (*head, plain(text)) if text else (*head, NOT_RECORDED)


def sentence(text: str) -> str:
    """Return the text ending in a full stop."""
    stripped = text.rstrip()
    return stripped if stripped[-1:] in {".", "!", "?"} else f"{stripped}."


def spread(groups: Iterable[Runs]) -> Runs:
    """Return the groups as one paragraph, a space between them."""
    runs: list[Run] = []
    for group in groups:
        if runs and group:
            runs.append(plain(" "))
        runs.extend(group)
    return tuple(runs)


def capital(text: str) -> str:
    """Return the text beginning with a capital."""
    return text[:1].upper() + text[1:]
