"""Pictures of every screen, from the practice provider in the middle of an outage that never changes.

`python -m tests.shots FOLDER` draws all of them into FOLDER/every, and the few that the documentation shows
into FOLDER, made small. `night` plays the outage, `album` opens the screens, `taking` saves what they show.
"""
