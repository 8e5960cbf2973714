"""Saying what an examination found, of a store and of a backup alike."""

from downtime_desk.cli.saying import echo
from downtime_desk.core.examine import Examined


def say_findings(examined: Examined) -> None:
    """Print each finding, with its faults under it."""
    for finding in examined.findings:
        echo(f"{'WRONG' if finding.faults else 'holds'}  {finding.what}")
        for fault in finding.faults:
            echo(f"       {fault}")
    for each in examined.noticed:
        echo(f"notice {each}")
