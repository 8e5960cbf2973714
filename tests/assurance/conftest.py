"""The desk of the print room's tests: three people, two carers, a copy of 19:15 that is seven hours old."""

from tests.printing.conftest import copy

__all__ = ["copy"]
