"""Documents of the duty desk besides summaries, run sheets and visit records. Each is one module.

A module has the sheet (what it is made from), `describe` (its pages) and `must_say` (what they must say);
`reading` makes the sheets of them from the store.
"""
