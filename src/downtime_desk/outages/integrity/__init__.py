"""Data-integrity incidents: what the main system gave is not what it should hold, for so many people at once.

An **incident** opens by itself when a copy brings a wave of incomplete notes, or by hand. It names who is affected
and what is missing. Until it is closed somebody makes **spot checks** (a person's record held against what family,
label or chart says), finds the root cause together with the supplier, and says how long extra supervision lasts.
Closing needs the cause and at least one spot check: the **accuracy** after is counted, not claimed.
"""
