"""The return: giving back what was done, settling what does not agree, and closing the outage.

A thing is **waiting**, **sent** but not checked, **checked** (read back the same), **needs you**, or **not
required**, and is never called more than was proved. What a person must decide is shown side by side;
nothing is preselected, and a suggestion gives its reason. The **gate** opens when every planned visit has an
answer, everything went back, and every numbered sheet is accounted for. The **certificate** says how it stood.
"""
