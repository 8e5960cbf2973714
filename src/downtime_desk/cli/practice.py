"""Commands for practice: the practice main system, and a whole outage as a demonstration."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from downtime_desk.cli import app
from downtime_desk.cli.saying import echo
from downtime_desk.cli.story import tell
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


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Tell the story as text; no window.")] = False,
    people: Annotated[int, typer.Option(min=60, max=50_000, help="How many people to invent.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed tells the same night.")] = 1,
    into: Annotated[
        Path | None, typer.Option("--into", help="The folder for the story; a new one if not given.")
    ] = None,
) -> None:
    """Show one outage with an invented provider, from the first run to the checked return.

    With a window: an outage is running and the desk is yours. With --headless: the whole story as text, its
    pages as files to open, and as the last line one JSON object with its figures. Nothing real is touched.
    """
    folder = into or Path(tempfile.mkdtemp(prefix="downtime-desk-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if headless:
        echo(msgspec.json.encode(tell(people, seed, folder, typer.echo)).decode())
        return
    from downtime_desk.app.demo import open_demo

    raise typer.Exit(open_demo(people, seed, folder))
