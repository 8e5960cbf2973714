"""The second look: plan, desk and main system laid beside each other before an outage is closed.

The **plan** is the rota as it stood, **desk** what was verified here, **there** what the main system holds once it is
back, with the records carers' phones handed in late. Each planned visit has exactly one **standing** out of the three.
What does not agree is a **finding**, put before a person with all sides; nothing is merged by itself, and what could
be of two visits is never guessed. A look that is older than the last thing sent proves nothing: look again.
"""
