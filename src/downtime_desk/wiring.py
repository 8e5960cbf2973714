"""Every slice, imported once, so that all tables and all kinds of fact are known.

The window and the command line import this before they open a store; so do migrations' tests and replay.
"""

import downtime_desk.access.facts
import downtime_desk.assurance.facts
import downtime_desk.backups.facts
import downtime_desk.core.drafts
import downtime_desk.core.facts
import downtime_desk.core.proving
import downtime_desk.outages.facts
import downtime_desk.outages.integrity.facts
import downtime_desk.people.facts
import downtime_desk.people.model
import downtime_desk.printing.facts
import downtime_desk.records.facts
import downtime_desk.recovery.reconciling.facts
import downtime_desk.recovery.workbench.facts
import downtime_desk.rota.facts
import downtime_desk.sync.connection
import downtime_desk.sync.facts
import downtime_desk.sync.health.facts
import downtime_desk.sync.looking.model
import downtime_desk.sync.marks
import downtime_desk.sync.previous.facts
import downtime_desk.sync.reconnect.facts
import downtime_desk.sync.sending.facts
import downtime_desk.sync.sending.note
import downtime_desk.visits.facts

__all__ = ["downtime_desk"]
