"""Writes docs/command-line.md from what the commands say of themselves: `make docs`."""

import re
from pathlib import Path

import typer
from typer.core import TyperGroup

import downtime_desk.cli.commands  # noqa: F401 - all commands are known
from downtime_desk.cli import EXIT_CODES, app

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"
INTRODUCTION = """\
# The command line

The same acts as the window, for a scheduled task or a machine with no display. This page is written by `make docs`
from what `downtime-desk --help` says.
"""


def page() -> str:
    """Return the whole page."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    context = typer.Context(group, info_name="downtime-desk")
    return "\n".join([INTRODUCTION, *sections(context), "## Exit codes\n", exit_codes()])


def sections(context: typer.Context) -> list[str]:
    """Return what each command of a group says of itself, a group within it command by command."""
    found: list[str] = []
    for name in sorted(context.command.commands):
        command = context.command.commands[name]
        if isinstance(command, TyperGroup):
            found += sections(typer.Context(command, parent=context, info_name=name))
        else:
            found.append(section(context, name))
    return found


def section(context: typer.Context, name: str) -> str:
    """Return what one command says of itself: what it does, then each thing it takes."""
    command = context.command.commands[name]
    lines = [f"## {context.command_path} {name}\n", " ".join((command.help or "").split()) + "\n"]
    options = [record for record in (p.get_help_record(context) for p in command.params) if record]
    if options:
        lines += ["| option | |", "|---|---|"]
        lines += [f"| `{' '.join(words.split())}` | {' '.join(says.split())} |" for words, says in options]
        lines.append("")
    return "\n".join(lines)


def exit_codes() -> str:
    """Return the exit codes as a list."""
    said = " ".join(EXIT_CODES.split()).removeprefix("Exit codes: ")
    return "".join(f"- {code}\n" for code in re.split(r"(?<=\.) (?=\d )", said))


if __name__ == "__main__":
    PAGE.write_text(page())
