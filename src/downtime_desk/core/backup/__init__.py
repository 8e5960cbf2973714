"""Backups: the whole store in one file, under a key of its own, proved by opening it again.

A **backup** is an uncompressed zip of three files: the store, the key file (so that the managers' passphrases
and the recovery code open it on any machine) and what it says of itself. A **pack** is a backup that a person
took elsewhere. Each has its own key, derived from the store's root key and the backup's own id.
"""
