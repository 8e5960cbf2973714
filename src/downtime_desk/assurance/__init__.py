"""Assurance: whether the desk could work if the main system stopped now, proved and never claimed.

A **proof** is one thing that has to be so: the copy is fresh, every manager can unlock, a backup opens again. Each is
worked out from what is recorded or from the laptop as it is found, with how old the evidence is and how old it may be.
It **holds**, or somebody has to **look at it**. What nobody recorded does not hold. Once a day the program keeps how many
held, as a fact: a day on which nobody looked has no figure.
"""
