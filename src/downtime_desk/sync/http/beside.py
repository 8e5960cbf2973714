"""Asking beside whoever goes on, so that what can be done here is done while an answer is on its way."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def beside(ask: Callable[[], T]) -> Callable[[], T]:
    """Begin to ask in a thread of its own; what is returned waits for the answer, and raises what asking raised."""
    coming: Future[T] = Future()

    def run() -> None:
        try:
            coming.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is waited for
            coming.set_exception(error)

    Thread(target=run, name="main system", daemon=True).start()
    return coming.result
