"""The screens about records: the audit, giving out all that is kept of one person, how long it stays."""
