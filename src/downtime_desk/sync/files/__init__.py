"""A main system without an interface: its copy comes from CSV, XLSX and JSON exports in a folder, and goes back by file.

A **table** is one file or sheet, as rows of text with their line numbers. A **profile** says which column holds
which of our fields, and is known again by the **fingerprint** of its header. What a cell says is read by the
rules of `values`: UK dates, ids as text, blanks as not recorded. A row that cannot be read is listed with its
line and its reason and the rest comes in; a file that cannot be relied on as a whole stops everything.
Giving back is **written to a file, to be taken in**: it counts as there only when a person says so.
"""
