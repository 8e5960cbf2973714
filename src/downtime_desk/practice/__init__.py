"""The practice main system: an invented provider behind a FHIR server that can be told to misbehave.

It is for demonstration, drills and tests. Everybody in it is invented; nothing real may be put in. The
**provider** makes up people, carers and visits from a seed; the **system** serves them as a main system
would; **faults** are the awkward answers it gives when asked to.

Nothing here is needed to run the desk. Only serving needs a web server, and says so when it is missing.
"""

from downtime_desk.practice.faults import Awkward, Faults
from downtime_desk.practice.provider import Provider
from downtime_desk.practice.running import Running, serve, serve_forever
from downtime_desk.practice.system import PracticeSystem

__all__ = ["Awkward", "Faults", "PracticeSystem", "Provider", "Running", "serve", "serve_forever"]
