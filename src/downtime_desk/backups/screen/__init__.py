"""Screens of backups: a section of the settings, and going on from one."""
