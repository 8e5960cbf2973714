"""Watching the main system: whether it answers, part by part, and whether it is this laptop's own network.

A **look** asks for one record of each **part** (rota, care records, medicine charts) and for what can be given
back; nothing is written there. Several failures in a row make a part **down**, failures now and then make it
**unsteady**, and only several answers over some minutes let it **answer** again. It proposes; a person declares.
"""
