"""Commands for practice: the practice main system."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from downtime_desk.cli import app
from downtime_desk.core.clock import local, utc_now
from downtime_desk.practice import serve_forever


@app.command("practice-system")
def practice_system(
    file: Annotated[Path, typer.Argument(help="Where it keeps what it is told; made if it is not there.")],
    port: Annotated[int, typer.Option(help="The port on this computer; 0 takes a free one.")] = 8765,
    people: Annotated[int, typer.Option(min=60, max=50_000, help="How many people to invent.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed invents the same provider.")] = 1,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day the rota is for.")
    ] = None,
) -> None:
    """Serve a main system with invented people on this computer, for practice, until Ctrl+C.

    It can be switched off, slowed and told to answer awkwardly: see docs/practice-system.md.
    """
    serve_forever(file, port, people, seed, (today or local(utc_now())).date())
