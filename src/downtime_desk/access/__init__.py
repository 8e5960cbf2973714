"""Getting in: founding a store, signing in, and who the managers are.

A **manager** signs in with a passphrase of their own. The **recovery code** is shown once, printed and
kept off site; it opens the store when nobody's passphrase does. Both work with no network.
"""
