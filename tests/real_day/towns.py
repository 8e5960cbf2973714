"""The main systems the day is played with: solved rotas of towns, and the practice provider.

There is no Milan among the public instances. By inhabitants a Milan is about fourteen Cesenas, so "milan" is
**derived**: fourteen districts side by side, each a solved rota of Cesena or Rome under ids of its own.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.practice import Provider
from tests.data import hhcrsp_rota

Resource = dict[str, Any]
DISTRICTS = 14


def main_system(name: str, today: date, dice: random.Random) -> Iterator[Resource]:
    """Yield people, carers and the visits of today and tomorrow; a number is a practice provider of that size."""
    if name.isdigit():
        # a provider begins the day before
        yield from Provider(people=int(name), seed=2, today=today, days=3).resources()
    elif name == "milan":
        for number in range(DISTRICTS):
            town = ("cesena", "rome")[number % 2]
            yield from _district(f"d{number}-", _two_days(town, today, dice))
    else:
        yield from _two_days(name, today, dice)


def _two_days(town: str, today: date, dice: random.Random) -> Iterator[Resource]:
    """Yield the solved day, and a tomorrow like it: mostly the same, some later, some gone, as offices do."""
    for resource in hhcrsp_rota.resources(town, today):
        yield resource
        if resource["resourceType"] == "Appointment" and dice.random() > 0.1:
            yield _tomorrow(resource, timedelta(minutes=dice.choice((0, 0, 0, 0, 20, 90))))


def _tomorrow(visit: Resource, later: timedelta) -> Resource:
    moved = timedelta(days=1) + later
    times = {name: to_text(from_text(visit[name]) + moved) for name in ("start", "end")}
    return {**visit, **times, "id": f"{visit['id']}-tomorrow"}


def _district(mark: str, resources: Iterator[Resource]) -> Iterator[Resource]:
    kinds = ("Patient/", "Practitioner/")
    for resource in resources:
        words = json.dumps({**resource, "id": mark + resource["id"]})
        for kind in kinds:
            words = words.replace(f'"{kind}', f'"{kind}{mark}')
        yield json.loads(words)
