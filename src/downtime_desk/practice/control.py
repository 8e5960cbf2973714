"""The control page of the practice system: JSON in, what it is set to out."""

import json
from collections.abc import Callable
from typing import Any

from downtime_desk.core.errors import Trouble
from downtime_desk.practice.faults import WHAT_HAPPENS
from downtime_desk.practice.messages import Answer
from downtime_desk.practice.sign_in import Client
from downtime_desk.practice.system import PracticeSystem

SwitchOff = Callable[[float], None]

WORDS = {
    "awkward": "{kind, times, method, path, and the details of its kind}: an awkward answer to come",
    "delay_ms": "milliseconds every answer waits",
    "clear": "true: no awkward answers, no delay",
    "off_seconds": "stop listening for so long",
    "token": "the bearer token from now on; the old one is 401; null for none",
    "client": "{id, secret or keys (a JWKS), seconds}: a client that may sign in; then nobody else may",
    "offer_export": "true: everything as one export from now on",
    "change_visit": "{id, and the elements to change}",
    "cancel_visit": "{id, reason}",
    "phone_syncs_late": "{id, arrived, left, how}: how is as noted, twice, without the visit or wrong visit",
    "phones_catch_up": "{since, until, seed}: about every second visit of that time, each in some way",
}


def shown(system: PracticeSystem) -> Answer:
    """Return what the system is set to and what can be asked of it."""
    return _json(
        200,
        {
            "delay_ms": system.faults.delay_ms,
            "rules": [rule.as_dict() for rule in system.faults.rules()],
            "awkward_answers": WHAT_HAPPENS,
            "commands": WORDS,
        },
    )


def changed(system: PracticeSystem, body: bytes, switch_off: SwitchOff) -> Answer:
    """Carry out the commands of a request and return what the system is set to now."""
    try:
        commands = json.loads(body)
        done = {name: _carry_out(system, name, commands[name], switch_off) for name in _checked(commands)}
    except (ValueError, TypeError, KeyError) as wrong:
        return _json(400, {"trouble": f"{wrong}", "commands": WORDS})
    except Trouble as trouble:
        return _json(400, {"trouble": str(trouble)})
    settings = json.loads(shown(system).body)
    return _json(200, {"done": done, "delay_ms": settings["delay_ms"], "rules": settings["rules"]})


def _checked(commands: Any) -> list[str]:
    if not isinstance(commands, dict):
        raise TypeError("the commands are one JSON object")
    strange = set(commands) - set(WORDS)
    if strange:
        raise ValueError(f"no such command: {', '.join(sorted(strange))}")
    return list(commands)


def _carry_out(system: PracticeSystem, name: str, said: Any, switch_off: SwitchOff) -> Any:
    match name:
        case "awkward":
            return system.go_awkward(said["kind"], **_without(said, "kind")).as_dict()
        case "delay_ms":
            system.faults.delay_ms = int(said)
        case "clear":
            system.faults.clear()
        case "off_seconds":
            switch_off(float(said))
        case "token":
            system.token = said
        case "offer_export":
            system.offer_export()
        case "client":
            client = Client(said.get("secret"), said.get("keys") or {}, int(said.get("seconds", 300)))
            system.sign_in.register(said["id"], client)
            return said["id"]
        case "change_visit":
            return system.change_visit(said["id"], **_without(said, "id")).resource()
        case "cancel_visit":
            return system.cancel_visit(said["id"], **_without(said, "id")).resource()
        case "phone_syncs_late":
            return system.phone_syncs_late(said["id"], **_without(said, "id")).resource()
        case "phones_catch_up":
            return system.phones_catch_up(**said)
    return said


def _without(said: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key != name}


def _json(status: int, content: Any) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"content-type": "application/json"})
