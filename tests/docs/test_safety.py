"""Every control of the hazard log, the threat model and the data-protection notes names tests that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted((CHECKOUT / "docs" / "safety").glob("*.md"))
PROOF = re.compile(r"\[`(\w+)`\]\(([^)]+)\)")
HEAD = "| control | proved by |"


@cache
def proofs_in(file: Path) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse(file.read_text())
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def controls(text: str) -> list[tuple[str, str]]:
    """Return each control of a page with what is said to prove it."""
    tables = re.findall(rf"^{re.escape(HEAD)}\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = [row.strip("|").split("|") for table in tables for row in table.splitlines()]
    return [(control.strip(), proof.strip()) for control, proof in rows]


def broken(page: Path, text: str) -> list[str]:
    """Return what is wrong with the controls of a page: no proof, or a proof that is gone."""
    found = []
    for control, proof in controls(text):
        proofs = PROOF.findall(proof)
        if not proofs or PROOF.sub("", proof).strip(" ,"):
            found.append(f"{control}: {proof or 'nothing'} proves it")
        for name, where in proofs:
            file = (page.parent / where).resolve()
            if not file.is_file() or name not in proofs_in(file):
                found.append(f"{control}: {where} has no {name}")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_control_is_proved_by_tests_that_are_there(page):
    text = page.read_text()
    assert text.count(HEAD) > 0
    assert len(controls(text)) >= text.count(HEAD)
    assert broken(page, text) == []


def test_every_hazard_has_its_figures_and_its_controls():
    text = (CHECKOUT / "docs" / "safety" / "hazard-log.md").read_text()
    listed = re.findall(r"^\| (H\d+) \| (.+?) \| \d x \d = \d+ \| \d x \d = \d+ \|$", text, re.MULTILINE)
    assert [number for number, _ in listed] == [f"H{n}" for n in range(1, 15)]
    headed = re.findall(r"^## (H\d+) (.+)$", text, re.MULTILINE)
    assert headed == listed
    parts = re.split(r"^## H\d+ .+$", text, flags=re.MULTILINE)[1:]
    assert [bool(controls(part)) for part in parts] == [True] * len(parts)


def test_the_figures_are_products_and_no_control_makes_it_worse():
    text = (CHECKOUT / "docs" / "safety" / "hazard-log.md").read_text()
    for figures in re.findall(r"(\d) x (\d) = (\d+) \| (\d) x (\d) = (\d+)", text):
        severity, before, score, same, after, left = map(int, figures)
        assert (severity * before, severity * after) == (score, left)
        assert severity == same
        assert after <= before


@pytest.mark.parametrize(
    "planted",
    [
        "| A control | |",
        "| A control | it is well known |",
        "| A control | [`test_gone`](../../tests/docs/test_safety.py) |",
        "| A control | [`test_links_lead_somewhere`](../../tests/docs/test_gone.py) |",
        "| A control | [`test_links_lead_somewhere`](../../tests/docs/test_docs.py) and hope |",
    ],
)
def test_a_broken_link_is_found(planted):
    page = PAGES[0]
    text = f"{HEAD}\n|---|---|\n{planted}\n"
    assert broken(page, text)
    assert broken(page, page.read_text()) == []
