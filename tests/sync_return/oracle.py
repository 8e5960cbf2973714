"""What must be true whatever happened, judged apart from the code that sends."""

from downtime_desk.core.journal import Entry, decode
from tests.sync_return.conftest import Desk

FACT = "https://fhir.downtimedesk.example/fact"


def marked(resources: list[dict], fact: str) -> list[dict]:
    """Return the records that carry the mark of a fact."""
    return [
        each
        for each in resources
        if {"system": FACT, "value": fact}
        in [
            *[{"system": one.get("system"), "value": one.get("value")} for one in each.get("identifier", [])],
            *[one["what"].get("identifier") for one in each.get("entity", [])],
        ]
    ]


class Oracle:
    """Looks at the desk and at the main system, and says in words what is wrong."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def wrong(self, fact: str, entry: Entry) -> list[str]:
        """Return what is wrong with one fact of a done visit, or nothing."""
        here, row = self.desk.here, self.desk.row(fact)
        encounters = marked(here.all("Encounter"), fact)
        notes, told = marked(here.all("Communication"), fact), marked(here.all("Provenance"), fact)
        found = [
            f"{len(each)} of {name}"
            for name, each in (("Encounter", encounters), ("Communication", notes), ("Provenance", told))
            if len(each) > 1
        ]
        if row.state != "checked":
            return found
        if (len(encounters), len(notes), len(told)) != (1, 1, 1):
            kept = (len(encounters), len(notes), len(told))
            return [*found, f"called checked with {kept} records there"]
        said = decode(entry)
        (carer,) = said.carers
        if encounters[0].get("period") != {"start": carer.arrived, "end": carer.left}:
            found.append(f"called checked with times {encounters[0].get('period')}")
        if notes[0]["payload"][0]["contentString"] != said.note:
            found.append("called checked with another note")
        return found
