"""The emergency pages: what a desk needs on paper, kept ready for the night when neither the store nor a backup opens.

Made from the store beside the window, and kept beside it as one sealed file that needs no database to be read: the hand-over
sheet, wall lists, contact sheet, run sheets, charts and blank records of the essentials, and a summary of everybody. Whoever may sign in can
open them, and nobody else.
"""
