"""Every command, imported for its effect: each registers itself."""

import downtime_desk.cli.copy
import downtime_desk.cli.store

__all__ = ["downtime_desk"]
