"""What somebody is mainly visited for."""

from dataclasses import dataclass

from downtime_desk.practice.provider.person import Medicine, Visit

NEVER_DOUBLE = "never double the next dose. Ring 111, then the duty desk."
RING_NURSE = "do not guess. Ring the district nurses, then the duty desk."


@dataclass(frozen=True, slots=True)
class Need:
    """The main reason somebody is visited. `reasons` say why the person is red, amber or green."""

    conditions: tuple[str, ...]
    reasons: tuple[str, ...]
    medicines: tuple[Medicine, ...] = ()
    alerts: tuple[str, ...] = ()
    transfer: str = "Walks with a frame. Steady on the flat."
    equipment: str = "Walking frame"
    carers: int = 1
    food_level: int | None = None
    drink_level: int | None = None
    eating: str = "Normal food and drink."
    communication: str = ""
    capacity: str = "Can decide about daily care."
    lives_alone: bool | None = None
    can_summon_help: bool | None = None
    tasks: tuple[str, str, str, str] = (
        "Wash; dress; breakfast; medicines",
        "Lunch; drink; toilet",
        "Tea; drink; toilet",
        "Supper drink; medicines; settle for bed",
    )
    nights: tuple[Visit, ...] = ()
