"""The rota on screen: the page, and `changing`, the dialogs in which it is changed by hand."""
