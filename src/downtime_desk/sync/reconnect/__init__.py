"""Before the main system is relied on again: a list of checks, and a sample of records compared.

The **checks** are ticked by a person, each with a word on how it is known. The **sample** is ten people: those who
are Red with exact-time medicine first, the rest drawn by a seed that is kept. Each is read from the main system and
held against the copy field by field, and a person says whether it is right. Until all of that is done nothing is
copied or sent, unless a person goes ahead all the same and says why.
"""
