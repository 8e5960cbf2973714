"""How this laptop shows the program: theme and text size, kept in a small file. Nothing personal."""

import json
from contextlib import suppress
from pathlib import Path

from downtime_desk.core.files import private_folder, replace_file
from downtime_desk.ui.theme import TEXT_SIZES, Look
from downtime_desk.ui.tokens import LIGHT, THEMES

FILE = "appearance.json"


def read_look(folder: Path) -> Look:
    """Return the look kept in a folder; the usual one if there is none or it cannot be read."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Look()
    if not isinstance(kept, dict):
        return Look()
    text = kept.get("text")
    name = kept.get("theme")
    tokens = THEMES.get(name, LIGHT) if isinstance(name, str) else LIGHT
    return Look(tokens, text if text in TEXT_SIZES else 100)


def keep_look(folder: Path, look: Look) -> None:
    """Keep a look: whole or not at all, whatever happens while it is written. A full disk only forgets it."""
    content = json.dumps({"theme": look.tokens.name, "text": look.text}).encode()
    with suppress(OSError):
        replace_file(private_folder(folder) / FILE, content)
