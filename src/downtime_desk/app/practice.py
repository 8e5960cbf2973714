"""The practice main system inside the program: invented people on this computer, that can be switched off.

It is started again with the window when it is the main system of this store, on the port it had.
"""

import importlib.util
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from downtime_desk.core.clock import local, to_text
from downtime_desk.core.errors import Trouble

if TYPE_CHECKING:
    from downtime_desk.practice import Running

FILE = "practice-main-system.db"
NAME = "Practice main system"
PEOPLE = 60


class PracticeHere:
    """The practice main system of one data folder, running or switched off."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._running: Running | None = None

    @staticmethod
    def is_installed() -> bool:
        """Say whether the web server it needs is there."""
        return all(importlib.util.find_spec(name) for name in ("starlette", "uvicorn"))

    @property
    def url(self) -> str:
        """Return its address; raise Trouble when it was never started."""
        if self._running is None:
            raise Trouble("The practice main system is not running.", "Load the practice data first.")
        return self._running.url

    @property
    def answers(self) -> bool:
        """Say whether it is switched on."""
        return self._running is not None and self._running.listening

    def begin(self, now: datetime, *, people: int = PEOPLE, seed: int = 1) -> str:
        """Invent a provider unless one is there already, let it answer, and return its address."""
        from downtime_desk.practice import PracticeSystem, Provider, serve

        if self._running is None:
            system = PracticeSystem(self._file)
            if system.empty:
                system.load(Provider(people=people, seed=seed, today=local(now).date()))
            self._running = serve(system)
        return self.url

    def resume(self, url: str) -> None:
        """Let it answer again at the address it had, if this folder has one; raise Trouble when it cannot."""
        from downtime_desk.practice import PracticeSystem, serve

        port = urlsplit(url).port
        if self._running is None and self._file.exists() and port:
            self._running = serve(PracticeSystem(self._file), port)

    def switch(self, *, on: bool) -> None:
        """Switch it on or off, as a supplier's failure would."""
        if self._running is None:
            return
        if on:
            self._running.start()
        else:
            self._running.stop()

    def phones_catch_up(self, since: datetime, until: datetime) -> dict[str, int]:
        """Let carers' phones hand in what they held back of a stretch of time; return how many in which way.

        Raises Trouble while it is switched off, because phones find nobody then.
        """
        if self._running is None or not self.answers:
            raise Trouble("The practice main system is switched off.", "Switch it on first.")
        return self._running.system.phones_catch_up(to_text(since), to_text(until))

    def close(self) -> None:
        """Stop it for good."""
        if self._running is not None:
            self._running.close()
            self._running = None
