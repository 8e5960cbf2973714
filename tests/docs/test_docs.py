"""What the documentation says is true: links lead somewhere, commands exist, decisions are complete."""

import pydoc
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import downtime_desk
from tests.docs import command_line

CHECKOUT = Path(__file__).parents[2]
README = CHECKOUT / "README.md"
PAGES = [README, CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
DECISIONS = sorted((CHECKOUT / "docs" / "decisions").glob("[0-9]*.md"))
RECIPES = sorted((CHECKOUT / "docs" / "recipes").glob("*.md"))

LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCE_NAME = re.compile(r"`((?:src|tests|docs|packaging|migrations|resources)/[\w./-]+)`")
OUR_NAME = re.compile(r"`(downtime_desk(?:\.\w+)+)`")

# Written apart so that this file does not match itself.
NOT_IN_THE_REPOSITORY = [
    "/" + "work/", "/" + "root/", "/" + "home/", "/" + "tmp/", "/" + "Users/", "C:" + "\\Users",
    "pypi" + ".org", "python" + "hosted", "registry" + ".npmjs", "index" + "-url",
]  # fmt: skip
ABOUT_SUCH_PLACES = {
    "packaging/bootstrap.py": {"index" + "-url"},
    "tests/packaging/test_libraries.py": {"index" + "-url"},
}


def tracked() -> list[Path]:
    """Return the text files of the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return [CHECKOUT / name for name in listing.stdout.split("\0") if name and (CHECKOUT / name).is_file()]


def ids(path: Path) -> str:
    """Name a page by its place in the checkout."""
    return str(path.relative_to(CHECKOUT))


def anchors(page: Path) -> set[str]:
    """Return the anchors a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page):
    dead = []
    for link in LINK.findall(page.read_text()):
        if re.match(r"https?://|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_files_named_in_the_text_exist(page):
    named = SOURCE_NAME.findall(page.read_text())
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_what_the_text_calls_by_name_exists(page):
    for name in OUR_NAME.findall(page.read_text()):
        assert pydoc.locate(name) is not None, name


def test_every_page_is_in_the_index():
    index = CHECKOUT / "docs" / "README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text())}
    assert [
        ids(page) for page in PAGES if page.is_relative_to(index.parent) and page not in {index, *linked}
    ] == []


def test_commands_in_the_readme_exist():
    makefile = (CHECKOUT / "Makefile").read_text()
    commands = set(re.search(r"^COMMANDS := (.*)$", makefile, re.MULTILINE).group(1).split()) | {"help"}
    said = re.findall(r"`(?:make|py packaging\\bootstrap\.py) ([a-z-]+)`", README.read_text())
    assert {"demo", "test", "check"} <= set(said) <= commands


def test_the_command_line_is_documented_as_it_is():
    assert command_line.PAGE.read_text() == command_line.page(), "run make docs"


def test_the_changelog_has_this_version():
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\]", (CHECKOUT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_the_program_says_the_version_it_is_packaged_as():
    assert (
        tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["version"]
        == downtime_desk.__version__
    )


@pytest.mark.parametrize("record", DECISIONS, ids=ids)
def test_a_decision_says_all_it_has_to(record):
    text = record.read_text()
    assert re.match(rf"# {int(record.name[:4])}\. \S", text)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Status", "Context", "Decision", "Consequences", "Alternatives"]
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])


def test_decisions_are_numbered_without_a_gap():
    assert [int(record.name[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert len(DECISIONS) >= 8


@pytest.mark.parametrize("recipe", RECIPES, ids=ids)
def test_a_recipe_is_numbered_and_ends_in_its_tests(recipe):
    _, *steps = re.split(r"^(?=\d+\. )", recipe.read_text(), flags=re.MULTILINE)
    assert [int(step.partition(".")[0]) for step in steps] == list(range(1, len(steps) + 1))
    assert "make check" in steps[-1]


def test_no_machine_or_download_place_is_written_anywhere():
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        allowed = ABOUT_SUCH_PLACES.get(ids(path), set())
        found += [
            (ids(path), place) for place in NOT_IN_THE_REPOSITORY if place in text and place not in allowed
        ]
    assert found == []
