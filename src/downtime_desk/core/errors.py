"""The one family of error a person is meant to read."""


class Trouble(Exception):  # noqa: N818 - the word the duty manager sees is trouble, not error
    """Something went wrong that the person at the desk can do something about.

    `what` says what happened, `do` says what to do next, both in plain words.
    Anything else that is raised is a bug and must reach the log and the screen as one.
    """

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(f"{what} {do}".strip())
        self.what = what
        self.do = do


class NoAnswer(Trouble):
    """The main system did not answer: nothing was changed, and trying again later may help."""
