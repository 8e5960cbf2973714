"""Desks that act at the same time, one step at a time: who goes on next is drawn, never raced for."""

import random
import threading
from collections.abc import Callable, Sequence

Act = Callable[[], object]


class Turns:
    """Runs acts side by side. An act gives way by `give_way`, and goes on when its turn is drawn."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._actors: dict[int, _Actor] = {}

    def run(self, acts: Sequence[Act]) -> None:
        """Run acts to their ends; raises what the first of them raised."""
        if len(acts) == 1:
            acts[0]()
            return
        actors = [_Actor(act) for act in acts]
        for actor in actors:
            actor.thread.start()
            self._actors[actor.thread.ident or 0] = actor
        going = list(actors)
        while going:
            actor = self._draw.choice(going)
            actor.go_on()
            if actor.ended:
                actor.thread.join()
                going.remove(actor)
        self._actors.clear()
        for actor in actors:
            if actor.failed is not None:
                raise actor.failed

    def give_way(self) -> None:
        """Let others act until it is our turn again."""
        actor = self._actors.get(threading.get_ident())
        if actor is not None:
            actor.give_way()


class _Actor:
    """One act in a thread of its own. Two locks hand the turn there and back: they cost a tenth of semaphores."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self._mine, self._back = threading.Lock(), threading.Lock()
        self._mine.acquire()
        self._back.acquire()
        self.ended = False
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self._mine.acquire()
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 - raised again where the acts were started
            self.failed = error
        self.ended = True
        self._back.release()

    def go_on(self) -> None:
        self._mine.release()
        self._back.acquire()

    def give_way(self) -> None:
        self._back.release()
        self._mine.acquire()
