"""The command line: the same acts as the window, for a scheduled task or a machine with no display.

Every command that reads or writes the store asks for the passphrase, or reads it as the first line of
standard input with `--passphrase-stdin`; it is never taken from the command line or the environment.
"""

import sys

import typer

from downtime_desk import __version__
from downtime_desk.cli.saying import echo
from downtime_desk.core.errors import NoAnswer, Trouble

EXIT_CODES = """
Exit codes: 0 done. 1 could not be done; what happened and what to do is said. 2 the words of the command
are off. 3 done, and something waits for a person (records refused, visits not accounted for, an answer
that needs you). 4 the main system does not answer; what is here is kept as it was, run it again later. 5 the
store was examined and something is wrong.
"""

DONE, TROUBLE, NEEDS_YOU, NO_ANSWER, STORE_WRONG = 0, 1, 3, 4, 5

app = typer.Typer(
    name="downtime-desk",
    help="Run a home-care service safely while its digital care system is down.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(asked: bool) -> None:  # noqa: FBT001 - the shape Typer calls
    if asked:
        echo(f"downtime-desk {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(  # noqa: FBT001
        False, "--version", callback=_say_version, is_eager=True, help="Say the version and stop."
    ),
) -> None:
    """Run a home-care service safely while its digital care system is down."""


def main() -> None:
    """Run the command line; trouble is said in plain words on standard error."""
    import downtime_desk.cli.commands
    import downtime_desk.wiring  # noqa: F401
    from downtime_desk.core.files import keep_to_owner

    keep_to_owner()
    try:
        app()
    except Trouble as trouble:
        echo(f"{trouble.what}\n{trouble.do}".strip(), err=True)
        sys.exit(NO_ANSWER if isinstance(trouble, NoAnswer) else TROUBLE)
