"""The stand-down certificate: one page that says how every planned visit of an outage was accounted for."""

from collections.abc import Iterator, Sequence
from typing import Final

from downtime_desk.core.clock import age_in_words, full_stamp, long_date, short_stamp
from downtime_desk.core.clock import local as london
from downtime_desk.core.proving import key_in_words
from downtime_desk.core.sentences import ended
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import (
    FIGURE,
    FOOT,
    LEAD,
    NAME,
    REASON,
    SMALL,
    Band,
    Body,
    Box,
    Document,
    Frame,
    Masthead,
    Stack,
    StripCell,
    Table,
    Text,
    bold,
    full_width,
    plain,
)
from downtime_desk.printing.certificate_figures import CertificateFigures, FindingFigures, SecondLookFigures
from downtime_desk.printing.doubt import marked
from downtime_desk.printing.proof import MustSay, Reader, prove
from downtime_desk.printing.render import Press

NAME_LIMIT: Final = 60
LONG: Final = 120
MOST_FINDINGS: Final = 4
BY_HAND: Final = " A manager looked in the main system by hand afterwards; this program compared nothing."


def describe_certificate(figures: CertificateFigures) -> Document:
    """Return the certificate as a document."""
    return Document(
        f"Certificate {figures.number}", lambda page, pages: _frame(figures, page, pages), _body(figures)
    )


def render_certificate(figures: CertificateFigures) -> bytes:
    """Return the certificate as a PDF, read back and proved; raises Trouble when it does not say what it must."""
    press = Press(f"Stand-down certificate {figures.number}", figures.organisation, figures.printed_at)
    document, must = describe_certificate(figures), _must_say(figures)
    if figures.data_doubted:
        document, must = marked(document, must)
    press.add(document)
    pdf = press.finish()
    prove(list(Reader(pdf).pages()), must)
    return pdf


def _must_say(figures: CertificateFigures) -> MustSay:
    everywhere = (
        ("the certificate number", figures.number),
        ("the log seal", figures.seal),
        ("the outage", _short(figures.outage)),
    )
    once = tuple((f"the figure of {label}", f"{label}{count}") for label, count in _visits(figures))
    entries = tuple((f"the figure of {label}", f"{label}{count}") for label, count in _entries(figures))
    verdicts = (("the verdict", _verdict(figures)), ("the verdict", _return_verdict(figures)))
    return MustSay(f"outage {figures.outage}", everywhere, verdicts, pairs=(*once, *entries))


def _frame(figures: CertificateFigures, page: int, pages: int) -> Frame:
    masthead = Masthead(
        kind="STAND-DOWN CERTIFICATE",
        provider=(plain(_short(figures.organisation)),),
        lines=(
            Text((bold(_title(figures)),), NAME, above=2.3),
            Text(
                (
                    plain("Outage "),
                    bold(_short(figures.outage)),
                    plain(f". Duty desk {_short(figures.desk_phone)}."),
                ),
                REASON,
            ),
        ),
        code=figures.code(),
    )
    strip = (
        StripCell("Certificate", figures.number, "reversed"),
        StripCell("Page", f"{page} of {pages}"),
        StripCell("Stood down", full_stamp(figures.stood_down_at)),
        StripCell(f"Printed by {_short(figures.printed_by, 30)}", full_stamp(figures.printed_at)),
        StripCell("Log", f"{figures.journal_entries} entries"),
    )
    intact = "log intact" if figures.journal_intact else "LOG NOT INTACT"
    left = f"{figures.number}, page {page} of {pages}. Seal {figures.seal}, entry {figures.seal_entry}"
    right = (plain(f"Checked {full_stamp(figures.printed_at)}: "), bold(intact))
    return Frame(masthead, strip, (Text((plain(left),), FOOT),), (Text(right, FOOT, "right"),))


def _title(figures: CertificateFigures) -> str:
    first, last = london(figures.declared_at).date(), london(figures.stood_down_at).date()
    return (
        f"Outage of {long_date(first)}"
        if first == last
        else f"Outage of {long_date(first)} to {long_date(last)}"
    )


def _short(text: str, limit: int = NAME_LIMIT) -> str:
    spelled = " ".join(glyphs.spelled(text).split())
    return spelled if len(spelled) <= limit else f"{spelled[: limit - 1]}…"


def _verdict(figures: CertificateFigures) -> str:
    if figures.all_accounted():
        return "Every planned visit is accounted for."
    if figures.unaccounted:
        return f"NOT COMPLETE: {_counted(figures.unaccounted, 'visit')} not accounted for."
    return "NOT COMPLETE: the parts do not add up to the visits planned."


def _return_verdict(figures: CertificateFigures) -> str:
    if not figures.nothing_left():
        left = (
            (figures.waiting, "waiting to go back"),
            (figures.sent, "sent, not checked yet"),
            (figures.typed, "typed in, not looked at by another yet"),
            (figures.needs_you, "need somebody"),
        )
        said = ", ".join(f"{count} {words}" for count, words in left if count)
        return f"NOT COMPLETE: {said}."
    second = figures.second_look
    if second is None:
        return "NOT COMPLETE: the main system was not looked at once more after it."
    if second.undecided:
        return f"NOT COMPLETE: {_counted(second.undecided, 'finding')} of the second look not decided."
    if figures.proved() and figures.all_read_back():
        if not figures.conflicts:
            return "Everything was entered into the main system, read back and found the same."
        decided = _counted(figures.conflicts, "entry", "entries")
        return (
            "Everything was entered into the main system and read back: the same, or what a manager decided where "
            f"the main system said otherwise ({decided})."
        )
    parts = (
        (figures.second_checked, "typed in by a person and looked at in the main system by another"),
        (figures.taken_in, "taken in by file and seen there by a person"),
        (figures.scanned, "scanned as paper"),
        (figures.not_required, "not given back because a manager decided so, with the reason in the log"),
        (figures.checked, "sent, read back by this program and found the same"),
    )
    said = "; ".join(f"{_counted(count, 'entry', 'entries')} {words}" for count, words in parts if count)
    return f"Nothing is left to give back: {said}.{BY_HAND if second.by_hand else ''}"


def _counted(count: int, thing: str, things: str = "") -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {things or thing + 's'}"


def _visits(figures: CertificateFigures) -> Iterator[tuple[str, int]]:
    yield "Verified as done", figures.verified
    yield "Not done, with the reason", figures.not_done
    yield "Cancelled or taken out in the main system", figures.cancelled
    yield "Not accounted for", figures.unaccounted
    yield "Planned", figures.planned


def _entries(figures: CertificateFigures) -> Iterator[tuple[str, int]]:
    yield "Sent and checked: read back the same", figures.checked
    yield "Typed in, looked at by another person", figures.second_checked
    yield "Taken in by file, seen there by a person", figures.taken_in
    yield "Scanned", figures.scanned
    yield "Not given back, a manager decided so", figures.not_required
    yield "Sent or typed, not checked yet", figures.sent + figures.typed
    yield "Waiting to go back", figures.waiting
    yield "Need somebody", figures.needs_you
    yield "Of these, conflicts a manager decided", figures.conflicts


def _body(figures: CertificateFigures) -> Body:
    lasted = age_in_words(figures.declared_at, figures.stood_down_at)
    lead = (
        bold("What stopped: "),
        plain(
            f"{figures.what_stopped}. Declared by {figures.declared_by} {full_stamp(figures.declared_at)}. "
        ),
        plain(_back(figures)),
        plain(f" Stood down by {figures.stood_down_by} {full_stamp(figures.stood_down_at)}. "),
        bold(f"{_verdict(figures)} {_return_verdict(figures)}"),
    )
    tiles = (
        (lasted, "from declaring to standing down"),
        (str(figures.planned), "visits planned"),
        (str(figures.unaccounted), "visits not accounted for"),
        (str(figures.conflicts), "conflicts, each decided by a manager"),
    )
    return (
        full_width(Box("", (Text(lead, LEAD),), edge="heavy")),
        Band(tuple(Stack((_figure(number, words),)) for number, words in tiles), gap=-0.35),
        Band(
            (
                Stack((_counts("Visits of the outage", "Visits", _visits(figures)),)),
                Stack((_returned(figures),)),
            ),
            gap=6,
        ),
        *(full_width(each) for each in _second_look(figures.second_look)),
        full_width(_managers(figures)),
        full_width(_what_it_is(figures)),
        Band(
            tuple(
                Stack((Box("", (Text((bold(who), plain(", name, date")), SMALL),), minimum=16),))
                for who in ("Duty manager", "Registered manager", "Received by")
            )
        ),
    )


def _back(figures: CertificateFigures) -> str:
    if figures.back_at is None:
        return "When the main system came back is not recorded."
    return f"The main system came back {full_stamp(figures.back_at)}."


def _figure(number: str, words: str) -> Box:
    return Box("", (Text((bold(number),), FIGURE), Text((plain(words),), SMALL)))


def _counts(title: str, unit: str, rows: Iterator[tuple[str, int]]) -> Box:
    head = ((Text((bold("How"),), SMALL),), (Text((bold(unit),), SMALL, "right"),))
    lines = (((Text((plain(label),)),), (Text((bold(str(count)),), align="right"),)) for label, count in rows)
    return Box(title, (Table((None, 16), (head, *lines), "head"),), edge="none")


def _returned(figures: CertificateFigures) -> Box:
    return _counts("Given back to the main system", "Entries", _entries(figures))


def _second_look(second: SecondLookFigures | None) -> Iterator[Box]:
    if second is None:
        return
    when = f"{_short(second.source)}, read {full_stamp(second.looked_at)} by {_short(second.looked_by, 30)}."
    if second.by_hand:
        words = (plain(f"{when} By hand, nothing was compared. "), bold(_short(second.by_hand, LONG)))
        yield Box("Second look: plan, desk and main system", (Text(words),), edge="none")
        return
    said = "; ".join(f"{words} {count}" for words, count in second.counts)
    lead = (
        plain(f"{when} {second.tolerance} "),
        bold(
            f"{_counted(second.agreed, 'visit')} agreed, {second.disagreed} did not, {second.undecided} of them not decided."
        ),
        plain(f" {said}." if said else ""),
    )
    lines = tuple(
        Text(
            (
                bold(f"{_short(each.about)}: "),
                plain(f"{each.found.lower()}. Decided: {each.decided}"),
                plain(ended(f", because: {_short(each.why, LONG)}" if each.why else "")),
                plain(f" {_short(each.by, 30)}, entry {each.entry}."),
            ),
            SMALL,
        )
        for each in second.findings[:MOST_FINDINGS]
    )
    parts = (Text(lead), *_decided(second.findings), *lines)
    yield Box("Second look: plan, desk and main system", parts, edge="none")


def _decided(findings: Sequence[FindingFigures]) -> Iterator[Text]:
    """Say how many decisions there are, and where those are that have no room here."""
    if not findings:
        return
    words = f"{_counted(len(findings), 'decision')} about what did not agree, in this look or one before it"
    if len(findings) > MOST_FINDINGS:
        words += f". The first {MOST_FINDINGS} are below, all are in the file beside this page and in the log"
    yield Text((plain(f"{words}:"),), SMALL)


def _managers(figures: CertificateFigures) -> Box:
    names = ", ".join(figures.managers) or "not recorded"
    paper = (
        f"{_counted(figures.sheets_issued, 'numbered sheet')} went out; "
        f"{figures.sheets_out} still out, {figures.sheets_lost} lost."
    )
    words = (
        Text((bold("Managers on duty: "), plain(f"{names}."))),
        Text(
            (
                bold("Deviations written down: "),
                plain(f"{figures.deviations}. "),
                bold("Paper: "),
                plain(paper),
            )
        ),
    )
    return Box("Who and what else", words, edge="none")


def _what_it_is(figures: CertificateFigures) -> Box:
    seal = (
        f"The figures are counted from a log of {figures.journal_entries} entries, each sealed to the one before it, "
        f"up to entry {figures.seal_entry} of {short_stamp(figures.stood_down_at)}. To check it, compare the seal "
        f"{figures.seal} with that entry in the log."
    )
    if figures.signature is not None:
        seal += f" The file beside this page is signed with this desk’s key {key_in_words(figures.signature.key)}."
    limits = "It says what was written down. It cannot say anything about what nobody wrote down."
    return Box("What this certificate rests on", (Text((plain(seal),)), Text((plain(limits),))), edge="none")
