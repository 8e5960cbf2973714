"""The emergency care summary: one page a person, with everything a stranger needs to care for them tonight.

`sheet` is what goes onto it, `pack` draws and proves it, `finished` is what comes of that. Nothing is imported
here, so that saying what a sheet is does not bring in what draws PDF.
"""
