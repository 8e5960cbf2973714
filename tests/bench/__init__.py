"""The goals, measured: `python -m tests.bench`, or `python -m tests.bench G9` for some of them.

Each row sets something up, then measures the program and its yardstick in turns, in the same run, and compares their
medians. Nothing is kept and nothing else is written: milliseconds differ from machine to machine, ratios hardly do.
"""
