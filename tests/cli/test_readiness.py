"""Readiness from the command line: in words, for a machine, and by the exit code."""

import json

from downtime_desk import cli
from tests.cli.conftest import Run


def test_what_is_to_be_looked_at_ends_with_3(run: Run) -> None:
    code, said = run("readiness")
    assert code == cli.NEEDS_YOU
    assert "LOOK AT  Rota copy: No copy was ever taken (never, limit 24 h)" in said
    assert "holds    Clock" in said
    code, said = run("readiness", "--json")
    assert code == cli.NEEDS_YOU
    found = json.loads(said)
    assert found["of"] == len(found["proofs"]) > found["held"] > 0
    assert {"key", "title", "said", "figure", "limit", "holds"} <= found["proofs"][0].keys()
