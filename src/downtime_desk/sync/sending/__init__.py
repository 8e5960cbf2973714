"""Giving back to the main system what was done at the desk, and proving that it is there.

A **report** is one fact as the main system must hear it. Its **journey** reads first, writes what is
missing, reads back and compares; it asks for **rounds** of requests and never touches the network itself.
The **run** carries the rounds of many journeys together, the oldest unsettled fact of each subject first,
and what can harm before all else.

Whatever answer is lost, late or strange, a journey begins again from reading: nothing is remembered of a
call that went wrong but that it may have arrived. So a crash, a second run or a repeated answer changes
nothing. A fact is checked only when the main system showed it back the same.
"""
