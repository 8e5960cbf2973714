"""A clock that moves only when it is told to."""

from datetime import datetime, timedelta


class Clock:
    """A `Now` that stands still. Call it for the present; `forward` moves it, `back` sets it wrong."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock must say its time zone")
        self.present = start

    def __call__(self) -> datetime:
        return self.present

    def forward(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
        """Move on and return the new present."""
        self.present += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.present

    def back(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
        """Set the clock back, as a laptop with a flat battery does, and return the new present."""
        return self.forward(days=-days, hours=-hours, minutes=-minutes, seconds=-seconds)
