"""Every command, imported for its effect: each registers itself."""

import downtime_desk.cli.backup
import downtime_desk.cli.break_glass
import downtime_desk.cli.by_file
import downtime_desk.cli.copy
import downtime_desk.cli.emergency
import downtime_desk.cli.files
import downtime_desk.cli.giving_back
import downtime_desk.cli.integrity
import downtime_desk.cli.managers
import downtime_desk.cli.outage
import downtime_desk.cli.paper
import downtime_desk.cli.people
import downtime_desk.cli.practice
import downtime_desk.cli.previous
import downtime_desk.cli.printing
import downtime_desk.cli.probe
import downtime_desk.cli.readiness
import downtime_desk.cli.recall
import downtime_desk.cli.reconciling
import downtime_desk.cli.reconnect
import downtime_desk.cli.records
import downtime_desk.cli.returning
import downtime_desk.cli.rota.changing
import downtime_desk.cli.rota.days
import downtime_desk.cli.store
import downtime_desk.cli.told
import downtime_desk.cli.verifying
import downtime_desk.cli.visits

__all__ = ["downtime_desk"]
