"""Desks that act at the same time, one step at a time: who goes on next is drawn, never raced for."""

import random
import threading
from collections.abc import Callable, Sequence

Act = Callable[[], object]


class Turns:
    """Runs acts side by side. An act gives way by `give_way`, and goes on when its turn is drawn."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._going: list[_Actor] = []
        self._all_ended = threading.Lock()

    def run(self, acts: Sequence[Act]) -> None:
        """Run acts to their ends; raises what the first of them raised."""
        if len(acts) == 1:
            acts[0]()
            return
        actors = [_Actor(act, self._ended) for act in acts]
        self._going = list(actors)
        self._all_ended.acquire()
        for actor in actors:
            actor.thread.start()
        self._next()
        with self._all_ended:
            for actor in actors:
                actor.thread.join()
        for actor in actors:
            if actor.failed is not None:
                raise actor.failed

    def give_way(self) -> None:
        """Let others act until it is our turn again."""
        me = threading.current_thread()
        actor = next((each for each in self._going if each.thread is me), None)
        if actor is None:
            return
        drawn = self._draw.choice(self._going)
        if drawn is not actor:
            drawn.turn.release()
            actor.turn.acquire()

    def _ended(self, actor: "_Actor") -> None:
        self._going.remove(actor)
        if self._going:
            self._next()
        else:
            self._all_ended.release()

    def _next(self) -> None:
        self._draw.choice(self._going).turn.release()


class _Actor:
    """One act in a thread of its own. Whoever releases its `turn` lets it go on."""

    def __init__(self, act: Act, ended: "Callable[[_Actor], None]") -> None:
        self._act, self._ended = act, ended
        self.turn = threading.Lock()
        self.turn.acquire()
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self.turn.acquire()
        try:
            self._act()
        except BaseException as error:  # noqa: BLE001 - raised again where the acts were started
            self.failed = error
        self._ended(self)
