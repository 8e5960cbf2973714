"""What is kept about people, by whom it was looked at, how long it stays, and how it goes.

**Audit**: every line of the journal about a person or by a manager, those of looking included. **Subject access**: all
that is kept of one person, as pages to read and as a file for machines. **Keeping**: how long each kind of data stays once
a person has left the service, and what is due. **Erasing** takes the content out of the journal's lines about a person and
their rows out of the copy; the chain over the digests holds, and the tables are written anew from what is left. A line that
is about somebody else too stays, and is listed.
"""
