"""Looking at what the main system holds of the visits of an outage, once it is back.

A **record** is what somebody noted of a visit that was made: at this desk, by a carer's phone that had no signal for a
night, by a colleague. Every connector that can show records hands them over in one form, page by page. A **look**
keeps each page as it comes, so that one that was cut off goes on where it was; only one that came to its end says
anything. Nothing here judges: what agrees with what is the return's to say.
"""
