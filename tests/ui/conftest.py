"""Every test of the kit begins in the light theme at 100 %."""

import pytest
from PySide6.QtWidgets import QApplication

from downtime_desk.ui import theme


@pytest.fixture(autouse=True)
def _plain_look(qapp: QApplication) -> None:
    theme.wear(theme.Look())
