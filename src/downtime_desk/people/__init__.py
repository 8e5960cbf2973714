"""People who receive care: who they are and the critical summary of their care.

A **person** is mirrored from the main system. Every fact of the summary is in one of three states:
recorded, recorded as none, or **not recorded**. What a source does not say is not recorded; it never
becomes "none". Home-entry codes are kept apart: sealed in their own table under their own key, never in
the summary, never on a page with a name or an address.

**Told** is what somebody said since the copy: a new allergy, a changed medicine, an admission. It stands above
the summary everywhere, as unverified until it was checked, and goes back to the main system.
"""
