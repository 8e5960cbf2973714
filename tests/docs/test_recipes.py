"""The recipes are carried out, word for word, in a copy of the program, and what they make works."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from downtime_desk.core import migrate

CHECKOUT = Path(__file__).parents[2]
RECIPES = CHECKOUT / "docs" / "recipes"
BLOCK = re.compile(r"^( *)```python\n *# (\S+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def blocks() -> dict[str, str]:
    """Return every file the recipes write, by its place in the checkout."""
    found = {}
    for recipe in sorted(RECIPES.glob("*.md")):
        for indent, place, code in BLOCK.findall(recipe.read_text()):
            found[place] = textwrap.dedent(re.sub(f"^{indent}", "", code, flags=re.MULTILINE))
    return found


def blocks_in(folder: str) -> list[str]:
    """Return the files the recipes write under a folder."""
    return [place for place in blocks() if place.startswith(f"{folder}/")]


def carry_out(copy: Path) -> None:
    """Follow the recipes in a copy of the program."""
    for name in ("src", "migrations", "resources", "tests"):
        shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", copy)
    last, ours = f"{migrate.latest():04d}", f"{migrate.latest() + 1:04d}"
    for place, code in blocks().items():
        file = copy / place.replace("9999", ours)
        file.parent.mkdir(exist_ok=True)
        file.write_text(code.replace("9999", ours).replace("LAST", last))
    wiring = copy / "src" / "downtime_desk" / "wiring.py"
    wiring.write_text(wiring.read_text() + "\nimport downtime_desk.spare_keys.facts\n")
    roles = copy / "src" / "downtime_desk" / "access" / "roles.py"
    roles.write_text(roles.read_text().replace('("rota", "handout")', '("rota", "handout", "keys")', 1))
    project = copy / "pyproject.toml"
    project.write_text(project.read_text().replace('    "rota",\n', '    "spare_keys",\n    "rota",\n', 1))


def run(copy: Path, *command: str) -> str:
    """Run a tool of the environment in the copy; fail with what it said."""
    env = os.environ | {"PYTHONPATH": str(copy / "src")}
    tool = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run(
        [tool, *command[1:]], cwd=copy, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_recipes_make_a_part_that_works(tmp_path):
    carry_out(tmp_path)
    spare_keys = [name for name in blocks() if "spare_keys" in name]
    assert len(spare_keys) >= 9
    said = run(
        tmp_path, "pytest", "-q", "-p", "no:cacheprovider", *blocks_in("tests"), "tests/core/test_migrate.py"
    )
    assert "passed" in said
    run(tmp_path, "lint-imports", "--no-cache")
    run(tmp_path, "ruff", "check", *blocks_in("src"), "migrations")
    run(tmp_path, "mypy", *blocks_in("src"))
