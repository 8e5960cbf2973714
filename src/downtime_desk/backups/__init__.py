"""Backups: the store kept a second time, and going on from one.

A **backup** is made every half hour of an outage and whenever the store is closed, and checked by opening it
again. A **pack** is one that a person takes elsewhere: on a stick, to a second laptop. Going on from either makes a
new **desk** with a mark of its own, because the desk it came from may go on too, and numbers of sheets, outages and
visits must never be given twice. The store that was in use is put **aside**, never written over.
"""
