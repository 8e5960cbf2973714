"""Draw the pictures: `python -m tests.shots FOLDER`."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.people.search import Search
from downtime_desk.printing.making import Order, make
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.printing.summary.reading import sheets_for
from downtime_desk.printing.who import Paper, Who
from downtime_desk.recovery import certificate
from downtime_desk.ui import theme
from tests.shots import night, screens, ways_in
from tests.shots.taking import LENSES, Album

PAPERS: dict[Paper, Who] = {
    "wall list": Who("desk"),
    "contact sheet": Who("desk"),
    "hand-over sheet": Who("desk"),
    "run sheet": Who("everyone"),
    "medicine chart": Who("red"),
    "incident form": Who("blank", "1"),
    "large print": Who("red"),
    "visit record": Who("everyone"),
}
KEPT = (
    "visits",
    "people",
    "rota",
    "print",
    "return",
    "readiness",
    "unlock",
    "visits-dark",
    "visits-200",
    "summary",
    *ways_in.KEPT,
    *(f"paper-{paper.replace(' ', '-')}" for paper in PAPERS),
)


def draw(folder: Path) -> None:
    """Play the night and take every picture of it."""
    album = Album(folder, KEPT)
    with TemporaryDirectory() as made:
        played = night.before(Path(made))
        try:
            night.lose_visits(played)
            for lens in LENSES:
                screens.guarding(album, played, lens)
            night.refuse_the_loss(played)
            for lens in LENSES:
                screens.declaring(album, played, lens)
            night.until_now(played)
            for lens in LENSES:
                screens.in_the_outage(album, played, lens)
                screens.locked(album, played, lens)
                screens.reading_only(album, played, lens)
                screens.first_run(album, played, lens)
                ways_in.walk(album, played, lens)
            album.page("summary", _summary(played))
            for paper, who in PAPERS.items():
                album.page(f"paper-{paper.replace(' ', '-')}", _paper(played, paper, who))
            _the_return(album, played)
        finally:
            played.here.store.close()
            played.scene.running.close()


def _the_return(album: Album, played: night.Night) -> None:
    night.until_the_return(played)
    for lens in LENSES:
        screens.returning(album, played, lens, "return")
    night.choose_by_hand(played)
    for lens in LENSES:
        screens.worksheet(album, played, lens)
    night.type_by_hand(played)
    for lens in LENSES:
        screens.returning(album, played, lens, "return-second-check")
    night.by_server_again(played)
    night.settle_all(played)
    night.look_again(played)
    for lens in LENSES:
        screens.returning(album, played, lens, "return-second-look")
    night.decide_all(played)
    for lens in LENSES:
        screens.returning(album, played, lens, "return-ready")
    reference = night.close(played)
    for lens in LENSES:
        screens.returning(album, played, lens, "return-nothing")
    here = played.here
    with here.store.read() as session:
        certified = certificate.figures(session, reference, here.acting)
    page, _ = certificate.save(certified, played.scene.folder)
    album.page("certificate", page.read_bytes())


def _paper(played: night.Night, paper: Paper, who: Who) -> bytes:
    here, until = played.here, played.scene.clock() + timedelta(hours=12)
    return make(here.store.read, Order(who, here.acting, until, Event(), paper), lambda _: None).pack.pdf


def _summary(played: night.Night) -> bytes:
    here = played.here
    with here.store.read() as session:
        [found, *_] = Search().find(session, screens.FOUND).by_name
        sheets = sheets_for(session, [found.id], here.acting, played.scene.clock() + timedelta(hours=12))
    return render_pack(sheets, len(sheets)).pdf


def main() -> None:
    """Draw into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit("Name the folder for the pictures: python -m tests.shots docs/pictures")
    app = QApplication(sys.argv[:1])
    theme.load_fonts()
    draw(Path(sys.argv[1]))
    app.quit()


if __name__ == "__main__":
    main()
