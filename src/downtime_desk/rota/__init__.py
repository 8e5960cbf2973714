"""The rota: carers, the visits planned for them, and the run of visits each carer makes.

A **visit** is planned by the main system and mirrored here. A **run** is one carer's visits of a day, in
order. While an outage runs the desk keeps the rota **by hand**: a visit is added, moved, reassigned, doubled
or cancelled, and a carer is off. What was changed by hand lies over the copy: `today` is the one way to read
visits as they stand, and everything that asks for visits reads there. A change stands although a later copy
says otherwise; the difference is listed until a manager keeps ours or takes theirs.

A rota that ends before the outage does is **rolled forward** from the days of the copy. Such visits say so
everywhere, until a copy has them itself: then booking and visit are one (`actions.find_bookings`). A **hand-out** is the run as it was given to its carer, with a version and a read-back.

Nothing here is ever sent back as a rota. It travels as evidence with the visits that were verified,
and in words for one that was cancelled.
"""
