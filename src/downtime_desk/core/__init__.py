"""The ground everything stands on: the encrypted store, the journal, keys, time and errors.

Nothing here knows a care word, and nothing here imports Qt.
"""
