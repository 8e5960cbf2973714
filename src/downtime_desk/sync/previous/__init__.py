"""Copies from before: which there are, what changed from one to the next, how somebody stood in one of them.

A later copy that changes a row of the mirror leaves the row as it was in `mirror_past`, with the stretch of time it
held. So a copy from before is read as of the moment it was begun, and costs no more room than what has changed
since. Entry codes are never kept for later: a code that was changed is to be gone.
"""
