"""What is asked of a main system, before anything of the network is brought in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One request of a batch. `resource` is the JSON of the body, if there is one."""

    method: str
    url: str
    resource: bytes | None = None
    if_none_exist: str | None = None
    if_match: str | None = None
