"""Whatever stands in a record, the page says it: nothing is read as markup, lost, hidden or cut off."""

from collections import Counter
from typing import Any, get_args

import msgspec
import pytest

from downtime_desk.people.summary import Person
from downtime_desk.printing import glyphs
from downtime_desk.printing.proof import squashed
from downtime_desk.printing.summary.document import describe
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.sheet import NextVisit, Told
from tests.plugins.matrix import Tally
from tests.printing.reading import all_described, our_pages, paragraphs, pypdf_pages
from tests.printing.samples import TED, at, sheet

CORPUS = {
    "comment": "<!-- PENICILLIN -->",
    "open tag": "<b>Smith",
    "close tag": "</b>",
    "image": '<img src="/etc/hostname"/>',
    "entity": "&lt;3 &amp; <3 & <90/60",
    "pdf operators": ") Tj ET EMC (gone \\) Q /P <</N 1>> BDC BT (",
    "backslashes": "\\\\ \\( \\051 \\n",
    "bidi": "No \u202eNILLICINEP\u202c allergy",
    "isolates": "\u2066x\u2069\u200e\u200f\ufeff",
    "controls": "bell\x07 null\x00 escape\x1b c1\x9b delete\x7f",
    "soft hyphen and joiners": "peni\u00adcil\u200blin\u200d",
    "zalgo": "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307alg\u0316\u0317\u0318\u0319o",
    "emoji": "peanuts \U0001f95c\U0001f600 family \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "Polish": "Łukasz Żółć, Gęślą jaźń",
    "Welsh and Vietnamese": "Ŵyn ŷd Nguyễn Thị Hương",
    "Greek and Cyrillic": "Ελένη Олександр",
    "Arabic": "محمد الأحمد",
    "Chinese": "王小明",
    "decomposed": "Zoe\u0308 A\u030angstro\u0308m",
    "private and unassigned": "\ue000\U000e0001\uffff\ud800",
    "line ends": "first\nsecond\r\nthird\u2028fourth",
    "spaces": "a\u00a0b \u3000 c\t d   e",
    "one long word": "penicillin" * 40,
    "percent and braces": "%s %(x)d {page} {0}",
    "quotes": 'O\'Brien "Ted" ‘x’ “y” – — …',
}


def with_text(value: Any, text: str) -> Any:
    """Return the struct with every text in it replaced, but not the words of closed lists."""
    if isinstance(value, msgspec.Struct):
        changed = {}
        for field in msgspec.structs.fields(value):
            held = getattr(value, field.name)
            changed[field.name] = held if _closed(field.type) else with_text(held, text)
        return type(value)(**changed)
    if isinstance(value, tuple):
        return tuple(with_text(one, text) for one in value)
    return text if isinstance(value, str) else value


def _closed(kind: Any) -> bool:
    """Say whether the field takes one of a few words."""
    return any(_closed(one) for one in get_args(kind)) or "Literal" in str(kind)


def texts_in(value: Any, kind: Any = None) -> list[str]:
    if kind is not None and _closed(kind):
        return []
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        return [text for field in fields for text in texts_in(getattr(value, field.name), field.type)]
    if isinstance(value, tuple):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []


def hostile_sheet(text: str) -> Any:
    person = with_text(msgspec.structs.replace(TED, gender="x", version="1", id="p", local_id="7"), text)
    assert len(texts_in(person)) > 40
    visit = NextVisit(at(1, 45, 22), at(2, 15, 22), (text, text), 2, (text,), text)
    return sheet(
        person,
        organisation=text,
        desk_phone=text,
        printed_by=text,
        visits=(visit,),
        told=(Told(at(20, 0), text, text, text),),
    )


HIDING = [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F)]
"""Every character that is not seen, or turns the order of those that are."""


@pytest.mark.matrix
@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS.keys())
def test_every_field_is_printed_as_it_stands(text: str, tally: Tally) -> None:
    hostile = hostile_sheet(text)
    pack = render_pack([hostile])
    read = paragraphs(pack.pdf)

    assert sorted(read) == all_described(describe(hostile).body)
    assert sum(squashed(text) in paragraph for paragraph in read) >= 25
    # Repeated titles are drawn before the words they stand over, so only the order differs.
    assert list(map(Counter, pypdf_pages(pack.pdf))) == list(map(Counter, our_pages(pack.pdf)))
    tally(13, "printed in every field of a summary", 1, "texts", "read back as it stands")


@pytest.mark.matrix
def test_every_character_that_hides_is_printed_as_its_code(tally: Tally) -> None:
    hostile = hostile_sheet(" ".join(f"a{chr(code)}b" for code in HIDING if chr(code) not in "\t\n\r"))
    pack = render_pack([hostile])
    words = "".join(our_pages(pack.pdf))
    assert sorted(paragraphs(pack.pdf)) == all_described(describe(hostile).body)
    spelt = [code for code in HIDING if f"a[U+{code:04X}]b" in words]
    assert set(HIDING) - set(spelt) <= {0x09, 0x0A, 0x0D, 0x20, 0x85, 0xA0}
    tally(13, "characters that hide, in every field", len(spelt), "texts", "each stands as its code")


def test_each_text_field_of_the_record_reaches_the_page() -> None:
    marks = iter(f"QQ{number}QQ" for number in range(1000))
    person = _marked(TED, marks)
    pack = render_pack([sheet(person)])
    shown = "\n".join(our_pages(pack.pdf))
    unshown = {"id", "version", "gender"}
    lost = [
        text
        for name, text in _named_texts(person)
        if name not in unshown and text.upper() not in shown.upper()
    ]
    assert not lost


def _marked(value: Any, marks: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        changed = {}
        for field in msgspec.structs.fields(value):
            held = getattr(value, field.name)
            changed[field.name] = held if _closed(field.type) else _marked(held, marks)
        return type(value)(**changed)
    if isinstance(value, tuple):
        return tuple(_marked(one, marks) for one in value)
    return next(marks) if isinstance(value, str) else value


def _named_texts(value: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        return [
            pair
            for field in msgspec.structs.fields(value)
            if not _closed(field.type)
            for pair in _named_texts(getattr(value, field.name), field.name)
        ]
    if isinstance(value, tuple):
        return [pair for one in value for pair in _named_texts(one, name)]
    return [(name, value)] if isinstance(value, str) else []


def test_twenty_thousand_characters_in_every_field_are_all_there() -> None:
    text = "".join(f"{number} of many. " for number in range(1300))[:20_000]
    hostile = hostile_sheet(text)
    pack = render_pack([hostile])

    assert sorted(paragraphs(pack.pdf)) == all_described(describe(hostile).body)
    assert pack.pages[0] > 50


def test_hidden_characters_are_shown_as_codes_and_the_page_says_so() -> None:
    pack = render_pack([hostile_sheet(CORPUS["bidi"])])
    words = "".join(our_pages(pack.pdf))
    assert "[U+202E]NILLICINEP[U+202C]" in words
    assert squashed("Some letters cannot be printed and stand as codes") in words


def test_a_page_of_plain_letters_does_not_say_that_letters_are_missing() -> None:
    words = "".join(our_pages(render_pack([sheet()]).pdf))
    assert squashed("Some letters cannot be printed") not in words


def test_polish_letters_are_drawn_and_not_spelled() -> None:
    assert not glyphs.has_codes(CORPUS["Polish"])
    assert glyphs.spelled("Łukasz") == "Łukasz"


def test_no_entry_code_somebody_wrote_into_the_record_is_printed() -> None:
    from downtime_desk.people.summary import EntryCode

    summary = msgspec.structs.replace(
        TED.summary, directions="Key safe 4711 left of the door, ring 01632 964711"
    )
    person: Person = msgspec.structs.replace(
        TED, summary=summary, entry_codes=(EntryCode("Key safe", "4711"),)
    )
    words = " ".join(paragraphs(render_pack([sheet(person)]).pdf))
    assert squashed("Key safe [code is on the slip] left of the door, ring 01632 964711") in words
