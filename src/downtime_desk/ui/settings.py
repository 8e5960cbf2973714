"""How this laptop shows the program: theme and text size, kept in a small file. Nothing personal."""

import json
import os
from pathlib import Path

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
    """Keep a look: whole or not at all, whatever happens while it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{FILE}.new"
    with half.open("w", encoding="utf-8") as file:
        json.dump({"theme": look.tokens.name, "text": look.text}, file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / FILE)
