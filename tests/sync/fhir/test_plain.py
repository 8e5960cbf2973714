"""The fast way in for visits says what the careful way says, or steps back for it."""

import json
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync.fhir import plain
from downtime_desk.sync.fhir.elements import Element
from downtime_desk.sync.fhir.plain import Told
from downtime_desk.sync.fhir.reading import Reading
from downtime_desk.sync.staged import Known, Staged
from tests.sync.fhir.make import DD, Resource, carer_taking_part, coded, extension, patient, source, visit

CARER = [coded("carer", f"{DD}CodeSystem/participant")]
USUAL = visit(
    "v1",
    carer_taking_part("c1"),
    meta={"versionId": "3", "lastUpdated": "2026-11-20T10:00:00Z", "profile": ["urn:x"]},
    identifier=[{"system": "urn:rota", "value": "1"}],
    text={"status": "generated", "div": "<div>A “visit”</div>"},
    serviceType=[{"text": " Personal care "}],
    comment='Side "door"',
    patientInstruction="Wash; Dress",
)


def read(way: str, *raws: bytes) -> Staged:
    """Read a person and the given records, by the fast way where it can or by the careful way alone."""
    with pytest.MonkeyPatch.context() as patched:
        if way == "careful":
            patched.setattr(plain, "visits", lambda *_: None)
        reading = Reading(Known())
        for number, raw in enumerate((json.dumps(patient()).encode(), *raws)):
            reading.take(f"line {number}", raw)
        return reading.finish(source())


def plain_visit(raw: bytes, digest: bytes, aliases: dict[str, str]) -> Told | None:
    """Read one visit the fast way, alone."""
    assert plain.may_be(raw)
    return plain.visits([raw], [digest], aliases)


def outcome(staged: Staged) -> tuple[Any, ...]:
    """Return everything about a reading that anybody could tell apart."""
    return (
        list(staged.visits()),
        staged.rejected,
        staged.left_out,
        staged.keep_visits,
        staged.watermark,
        staged.visits_count,
    )


def classes(of: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    """Return a kind of element and every kind it may hold."""
    found: set[type[msgspec.Struct]] = set()
    waiting: list[Any] = [of]
    while waiting:
        each = waiting.pop()
        if isinstance(each, type) and issubclass(each, Element) and each not in found:
            found.add(each)
            waiting += get_type_hints(each).values()
        waiting += get_args(each)
    return found


def test_what_was_not_read_is_never_written_out() -> None:
    # Otherwise it could make up for the quotation marks of a dropped key.
    assert len(classes(plain._Appointment)) > 6
    for each in {plain._Usual, *classes(plain._Appointment)}:
        assert msgspec.json.encode(each()) == b"{}", each


def test_a_usual_visit_takes_the_fast_way() -> None:
    for text in (json.dumps(USUAL), json.dumps(USUAL, ensure_ascii=False, indent=2)):
        assert plain_visit(text.encode(), b"", {}) is not None


def _places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [(*path, key) for key in part] if isinstance(part, dict) else []
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return found + [place for key, each in inner for place in _places(each, (*path, key))]


class Again(dict[str, Any]):
    """An object that says one of its keys twice when it is written out."""

    def __init__(self, said: dict[str, Any], key: str) -> None:
        super().__init__(said)
        self.key = key

    def items(self) -> Any:
        """Return the pairs, and one of them again."""
        return [*super().items(), (self.key, self[self.key])]


def _with_key_again(said: Any, place: tuple[Any, ...]) -> Any:
    if len(place) == 1:
        return Again(said, place[0])
    inner = _with_key_again(said[place[0]], place[1:])
    if isinstance(said, list):
        return [*said[: place[0]], inner, *said[place[0] + 1 :]]
    return {**said, place[0]: inner}


@pytest.mark.parametrize("place", _places(USUAL), ids=str)
def test_a_key_said_twice_anywhere_is_refused(place: tuple[Any, ...]) -> None:
    raw = json.dumps(_with_key_again(USUAL, place)).encode()
    assert raw.count(b'"') > json.dumps(USUAL).encode().count(b'"')
    assert plain_visit(raw, b"", {}) is None
    staged = read("fast", raw)
    assert [each.reason for each in staged.rejected] == ["it says the same thing twice, in two ways"]
    assert staged.keep_visits == {"v1"}


def test_a_key_said_twice_behind_a_quotation_mark_in_disguise_is_refused() -> None:
    twice = json.dumps(Again({**USUAL, "description": "????"}, "status")).encode()
    disguised = twice.replace(b"????", b"\\u0022" * 4)
    assert plain_visit(disguised, b"", {}) is None


ODD: dict[str, list[Any]] = {
    "status": ["booked", "cancelled", "proposed", "entered-in-error", "", None, 7],
    "start": ["2026-11-22T07:00:00Z", "2026-11-22T07:00:00.123+01:00", "2026-11-22", "soon", "", None],
    "end": [
        "2026-11-22T07:30:00Z",
        "2026-11-22T06:00:00Z",
        "2026-11-22T07:30:00",
        None,
        "2026-02-30T07:00:00Z",
    ],
    "minutesDuration": [30, 0, None, "30"],
    "id": ["v1", "", None, 1],
    "comment": ["Knock", "", None, "“\\u0041”\n", {}],
    "description": ["Described", ""],
    "patientInstruction": ["Wash; ; Dress", ";", ""],
    "implicitRules": ["urn:rules", ""],
    "modifierExtension": [[], [extension("odd", valueBoolean=True)]],
    "extension": [[], [extension("area", valueString="North")], [extension("area")], [{"url": "u", "x": 1}]],
    "serviceType": [
        [],
        [{"text": " "}],
        [{"coding": [{"code": "a"}, {"display": "B", "userSelected": True}]}],
        [{"text": "One"}, {"text": "Two"}],
    ],
    "appointmentType": [{"text": "Routine"}, None],
    "meta": [
        {},
        {"versionId": "2", "lastUpdated": "2026-11-21T10:00:00Z"},
        {"versionId": None},
        None,
        {"x": "y"},
    ],
    "text": [{"div": '<a href="x">'}, 1.5],
    "inventedElement": [1, "x", {"id": "v2"}],
    "contained": [[{"resourceType": "Appointment", "id": "inner"}], [{"resourceType": "Bundle"}]],
    "participant": [
        [],
        None,
        [{"actor": {"reference": "Patient/p1"}}],
        [{"actor": {"reference": "Patient/stranger"}}],
        [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "Patient/p2"}}],
        [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "Patient/p1"}}],
        [{"actor": {"reference": "Patient/p1"}}, {"type": CARER}, {"type": CARER}],
        [{"actor": {"reference": "Patient/p1"}}, carer_taking_part("c1"), carer_taking_part("c1")],
        [{"actor": {"reference": "Patient/p1"}}, carer_taking_part("c1", status="declined")],
        [{"actor": {"reference": "Patient/p1"}}, carer_taking_part("c1", modifierExtension=[extension("x")])],
        [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "PractitionerRole/r"}}],
        [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "Practitioner?identifier=a|b"}}],
        [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "urn:uuid:c"}}],
        [{"actor": {"reference": "https://x.example/Patient/p1/_history/2", "display": "P"}}],
        [{"actor": {"reference": "Patient/p1", "type": "Patient"}, "required": "required", "period": {}}],
        [{"actor": {"identifier": {"value": "9"}}}, {"actor": {"reference": "Location/l"}}],
    ],
}


@pytest.mark.parametrize(("name", "odd"), [(name, odd) for name in ODD for odd in ODD[name]], ids=str)
def test_both_ways_come_to_the_same_of_each_odd_thing(name: str, odd: Any) -> None:
    raw = json.dumps({**USUAL, name: odd}).encode()
    assert outcome(read("fast", raw)) == outcome(read("careful", raw))


def test_an_end_within_the_second_of_the_start_is_no_end_before_it() -> None:
    raw = json.dumps(
        {**USUAL, "start": "2026-11-22T07:00:00.123+01:00", "end": "2026-11-22T06:00:00Z"}
    ).encode()
    assert outcome(read("careful", raw)) == outcome(read("fast", raw))
    assert outcome(read("careful", raw))[0]


@st.composite
def appointments(draw: st.DrawFn) -> Resource:
    """Return a usual visit with up to three things odd about it."""
    said = dict(USUAL)
    for name in draw(st.lists(st.sampled_from(sorted(ODD)), max_size=3, unique=True)):
        said[name] = draw(st.sampled_from(ODD[name]))
    for name in draw(st.lists(st.sampled_from(sorted(USUAL)), max_size=1)):
        said.pop(name)
    return said


@given(said=st.lists(appointments(), min_size=1, max_size=5), ascii_only=st.booleans())
def test_both_ways_come_to_the_same(said: list[Resource], *, ascii_only: bool) -> None:
    raws = [json.dumps(each, ensure_ascii=ascii_only).encode() for each in said]
    assert outcome(read("fast", *raws)) == outcome(read("careful", *raws))


@given(st.data())
def test_both_ways_come_to_the_same_of_damaged_bytes(data: st.DataObject) -> None:
    raw = bytearray(json.dumps(USUAL).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    assert outcome(read("fast", bytes(raw))) == outcome(read("careful", bytes(raw)))


def test_one_odd_visit_leaves_the_others_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = {**USUAL, "id": "odd", "inventedElement": "x"}
    raws = [json.dumps({**USUAL, "id": f"v{number}"}).encode() for number in range(20)]
    raws.insert(9, json.dumps(odd).encode())
    with_care: list[bytes] = []
    careful = Reading._visit
    monkeypatch.setattr(
        Reading, "_visit", lambda self, *said: (with_care.append(said[2]), careful(self, *said))
    )
    assert read("fast", *raws).visits_count == 21
    assert with_care == [json.dumps(odd).encode()]


def test_of_two_that_differ_the_first_is_kept_whichever_way_each_is_read() -> None:
    usual, other = json.dumps(USUAL), json.dumps({**USUAL, "comment": "Back door"})
    for one, two in ((usual, other), (other, usual)):
        (kept,) = read("fast", one.encode()).visits()
        assert not plain.may_be(_apart(one))
        for first, second in ((_apart(one), two.encode()), (one.encode(), _apart(two))):
            (found,) = read("fast", first, second).visits()
            # but for the digest, which is of the spelling too
            assert found[:-1] == kept[:-1]


def _apart(said: str) -> bytes:
    """Return a record spelt so that it does not look like a visit."""
    return said.replace('"resourceType":', '"resourceType" :').encode()
