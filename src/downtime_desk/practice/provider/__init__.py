"""Harbour Lane Home Care, which does not exist: a home-care provider invented from a seed.

The same seed, size and day give the same bytes. Everything streams: one area of some sixty people is in
memory at a time, whatever the size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from downtime_desk.core.errors import Trouble
from downtime_desk.practice.provider.area import Area
from downtime_desk.practice.provider.names import place_name
from downtime_desk.practice.provider.shapes import Resource

__all__ = ["FEWEST", "Provider"]

AREA_SIZE = 60
SMALL = 100
FEWEST = 60
"""Fewer would leave no room for the people who are always there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An invented provider: so many `people`, and `days` of visits from the day before `today`.

    60 people have about 200 visits a day, larger providers about 4 a person.
    """

    people: int = 60
    seed: int = 1
    today: date
    days: int = 14

    def __post_init__(self) -> None:
        """Refuse a provider too small for the people who are always there."""
        if self.people < FEWEST:
            raise Trouble(
                f"A practice provider has at least {FEWEST} people.", f"Ask for {FEWEST} people or more."
            )

    def resources(self) -> Iterator[Resource]:
        """Yield every resource: organisations first, then area by area carers, people and visits."""
        yield _organisation()
        areas = -(-self.people // AREA_SIZE)
        for number in range((areas + 1) // 2):
            yield _practice(number)
        for number in range(areas):
            yield from self._area(number).resources()

    def _area(self, number: int) -> Area:
        first = number * AREA_SIZE
        return Area(
            number=number,
            first=first,
            size=min(AREA_SIZE, self.people - first),
            seed=self.seed,
            today=self.today,
            days=self.days,
            busy=self.people > SMALL,
        )


def _organisation() -> Resource:
    return {
        "resourceType": "Organization",
        "id": "harbour-lane",
        "active": True,
        "name": "Harbour Lane Home Care",
        "telecom": [{"system": "phone", "value": "01632 960400", "use": "work"}],
        "address": [{"line": ["1 Harbour Lane"], "city": "Nether Wick", "district": "Wexshire"}],
    }


def _practice(number: int) -> Resource:
    phone = "01632 960118" if number == 0 else f"01632 960{(118 + number * 37) % 1000:03d}"
    return {
        "resourceType": "Organization",
        "id": f"gp{number:04d}",
        "active": True,
        "type": [{"text": "GP practice"}],
        "name": f"{place_name(number * 2)} Surgery",
        "telecom": [{"system": "phone", "value": phone, "use": "work"}],
    }
