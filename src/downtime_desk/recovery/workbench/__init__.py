"""The return workbench: everything recorded, in safe order, and how each thing goes back.

A **thing** is all that was recorded of one visit, deviation, word told, cancelling or downtime note. Its **way** is
send, type in or scan; what need not go has a reason instead. What a person types in counts as settled only after
**another** person looked at it in the main system. Somebody **takes** things so that nobody else types them; what is
taken and left lying is free again after a while. `forecast` says how long is left, from the pace measured so far.
"""
