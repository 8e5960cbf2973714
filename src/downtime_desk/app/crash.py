"""What is written when something inside the program goes wrong: where, never about whom."""

import sys
import traceback
from types import TracebackType


def tell_without_names(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write the kind of error and the places it passed; its message may hold somebody's name, so it stays out."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(trace)
    ]
    sys.stderr.write(
        "\n".join(["A fault inside Downtime Desk:", *lines, f"{kind.__name__} ({type(error).__name__})", ""])
    )
