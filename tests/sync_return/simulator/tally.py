"""What happened in many schedules, counted as it happens."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts of faults, crashes, meddling and endings; adds up over schedules and processes."""

    schedules: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, sort: str, what: str) -> None:
        """Count one thing that happened."""
        self.counts[sort, what] += 1

    def add(self, other: "Tally") -> None:
        """Take in what another one counted."""
        self.schedules += other.schedules
        self.counts.update(other.counts)

    def total(self, sort: str) -> int:
        """Return how many things of a sort happened."""
        return sum(number for (each, _), number in self.counts.items() if each == sort)

    def lines(self) -> list[str]:
        """Return the table, a line each."""
        lines = [f"{self.schedules:>10,}  schedules"]
        for sort in sorted({sort for sort, _ in self.counts}):
            lines.append(f"{self.total(sort):>10,}  {sort}")
            of_sort = [(what, number) for (each, what), number in self.counts.items() if each == sort]
            lines += [f"{number:>10,}      {what}" for what, number in sorted(of_sort, key=_most_first)]
        return lines


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    what, number = counted
    return -number, what
