"""Outages: declaring one, writing down what happens and what is decided, and standing down.

An **outage** begins when a manager declares it and has a reference of its own. While it runs, the copy is
kept as it is and every fact carries the reference. The **log** is the journal read in order; nothing is
kept a second time for it. An outage ends only when nobody is unaccounted for.
"""
