"""Draw the pictures: `python -m tests.shots FOLDER`."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

import downtime_desk.wiring  # noqa: F401 - all tables and facts are known
from downtime_desk.recovery import certificate
from downtime_desk.ui import theme
from tests.shots import main_system, night, papers, screens, ways_in
from tests.shots.taking import LENSES, Album

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
    "return-worksheet",
    "return-second-look",
    "return-second-look-200",
    "return-time-left",
    "reading-only",
    "certificate",
    *main_system.KEPT,
    *ways_in.KEPT,
    *papers.KEPT,
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
                main_system.before(album, played, lens)
                screens.declaring(album, played, lens)
            night.until_now(played)
            for lens in LENSES:
                screens.in_the_outage(album, played, lens)
                screens.locked(album, played, lens)
                screens.reading_only(album, played, lens)
                screens.first_run(album, played, lens)
                ways_in.walk(album, played, lens)
                main_system.coming_back(album, played, lens)
            papers.draw(album, played, screens.FOUND)
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
