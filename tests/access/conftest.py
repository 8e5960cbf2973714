"""A store of Harbour Lane Home Care and whoever founded it."""

from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, SignedIn


@pytest.fixture
def home(founded: Founded) -> Path:
    """Return the data folder."""
    return founded.signed_in.store.folder.parent


@pytest.fixture
def here(founded: Founded) -> SignedIn:
    """Return Priya Nair, signed in."""
    return founded.signed_in
