"""The collector looks seldom while very much is read, and as often as before afterwards."""

import gc

import pytest

from downtime_desk.core.lean import SELDOM, seldom_collected


def test_the_collector_is_as_it_was_when_the_last_of_two_blocks_ends() -> None:
    before = gc.get_threshold()
    first, second = seldom_collected(), seldom_collected()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == (SELDOM, *before[1:])
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (SELDOM, *before[1:])
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_also_when_something_goes_wrong() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broke"), seldom_collected():
        raise ValueError("it broke")
    assert gc.get_threshold() == before
