"""What a command says. Words of a main system move no cursor of a terminal, and hide and reorder nothing."""

import typer

from downtime_desk.core.hidden import HIDDEN


def echo(words: str = "", *, err: bool = False) -> None:
    r"""Write a line, with what would not be seen as `\u202e`, which in JSON means the same."""
    typer.echo(HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", words), err=err)
