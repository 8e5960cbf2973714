"""Reading from, and giving back to, the provider's main system.

A **connector** reads the main system into the canonical structs of `people.summary` and `rota.plan`, and
says what it can do. A **refresh** stages everything first, checks it, and swaps it in as one act: a copy
that is broken or has shrunk never takes the place of a good one unless a person says so. One record that
cannot be read is listed with its reason and the rest comes in; what it would have said is shown as not
recorded, never as none.
"""
