"""The rota: carers, the visits planned for them, and the run of visits each carer makes.

A **visit** is planned by the main system and mirrored here. A **run** is one carer's visits of a day, in
order. Nothing here is ever sent back as a rota.
"""
