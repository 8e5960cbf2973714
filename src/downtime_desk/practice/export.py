"""The whole of the practice system as one export (FHIR Bulk Data), one file for each kind of record."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from downtime_desk.practice.messages import Answer, Ask, refusal
from downtime_desk.practice.shelf import Shelf, instant_text

NDJSON: Final = "application/fhir+ndjson"
ALL: Final = 10_000_000


@dataclass
class _Job:
    files: dict[str, bytes] = field(default_factory=dict)
    made_at: str = ""
    asked: int = 0


class Exports:
    """Exports under way and done. `polls` is how often somebody has to ask before one is done."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._jobs: dict[str, _Job] = {}
        self.polls = 1
        self.retry_after = 1
        self.errors: Sequence[dict[str, Any]] = ()

    @property
    def kept(self) -> int:
        """Return how many were not removed yet."""
        return len(self._jobs)

    def answer(self, ask: Ask) -> Answer | None:
        """Return the answer to a request about an export; None when it is about something else."""
        parts = ask.path.split("/")
        if parts == ["$export"] and ask.method == "GET":
            return self._begin(ask)
        if parts[0] != "export" or len(parts) < 2:
            return None
        job = self._jobs.get(parts[1])
        if job is None:
            return refusal(404, "not-found", "This export is not known")
        if ask.method == "DELETE":
            del self._jobs[parts[1]]
            return Answer(202)
        if len(parts) == 3:
            return Answer(200, job.files[parts[2]], {"content-type": NDJSON})
        return self._state(ask, parts[1], job)

    def _begin(self, ask: Ask) -> Answer:
        if "respond-async" not in ask.headers.get("prefer", ""):
            return refusal(400, "invalid", "An export is given later: Prefer: respond-async")
        kinds = dict(ask.pairs).get("_type", "").split(",")
        id_, job = uuid.uuid4().hex, _Job(made_at=instant_text(self._shelf.now_instant()))
        for kind in kinds:
            rows = self._shelf.matching("r.type = ?", (kind,), "row ASC", ALL)
            if rows:
                job.files[f"{kind}.ndjson"] = b"\n".join(kept.body or b"" for kept, _ in rows) + b"\n"
        if self.errors:
            job.files["errors.ndjson"] = b"\n".join(json.dumps(each).encode() for each in self.errors)
        self._jobs[id_] = job
        return Answer(202, headers={"content-location": f"{ask.base}/export/{id_}"})

    def _state(self, ask: Ask, id_: str, job: _Job) -> Answer:
        job.asked += 1
        if job.asked <= self.polls:
            return Answer(202, headers={"retry-after": str(self.retry_after), "x-progress": "half way"})
        files = [
            {"type": name.removesuffix(".ndjson"), "url": f"{ask.base}/export/{id_}/{name}"}
            for name in job.files
        ]
        errors = [{**each, "type": "OperationOutcome"} for each in files if each["type"] == "errors"]
        said = {
            "transactionTime": job.made_at,
            "request": f"{ask.base}/$export",
            "requiresAccessToken": True,
            "output": [each for each in files if each["type"] != "errors"],
            "error": errors,
        }
        return Answer(200, json.dumps(said).encode(), {"content-type": "application/json"})
