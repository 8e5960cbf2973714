"""Paper made while the data is declared not to be trusted says so on every page, and is not released otherwise."""

from dataclasses import replace
from typing import Any

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Amend, Declare, amend, declare
from downtime_desk.printing import doubt
from downtime_desk.printing.proof import without_spaces
from downtime_desk.printing.who import Paper, Who
from tests.conftest import NIGHT
from tests.printing.reading import pypdf_pages
from tests.printing.test_packs import made

WORDS = without_spaces(doubt.NOT_TRUSTED)

PAPERS: dict[Paper, Who] = {
    "summary": Who("everyone"),
    "large print": Who("person", "p-1"),
    "run sheet": Who("run", "c1"),
    "visit record": Who("blank", "2"),
    "medicine chart": Who("person", "p-1"),
    "incident form": Who("person", "p-1"),
    "wall list": Who("desk"),
    "contact sheet": Who("desk"),
    "hand-over sheet": Who("desk"),
    "run pack": Who("run", "c1"),
}


def declared(store: Store, acting: Acting, *what: str) -> None:
    with store.write(acting) as session:
        declare(session, Declare(what, NIGHT, "Allergies are blank for many"))


@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_of_every_paper_says_so(copy: Store, acting: Acting, paper: Paper) -> None:
    before = made(copy, acting, paper, PAPERS[paper])
    assert not any(WORDS in page for page in pypdf_pages(before.pack.pdf))
    declared(copy, acting, "Data may be wrong")
    pages = pypdf_pages(made(copy, acting, paper, PAPERS[paper]).pack.pdf)
    assert pages
    assert all(WORDS in page for page in pages)


def test_a_summary_stays_on_as_many_pages(copy: Store, acting: Acting) -> None:
    before = made(copy, acting, "summary", Who("everyone")).pack.pages
    declared(copy, acting, "Data may be wrong")
    assert made(copy, acting, "summary", Who("everyone")).pack.pages == before


def test_it_begins_when_it_is_added_to_an_outage_that_runs(copy: Store, acting: Acting) -> None:
    declared(copy, acting, "Rota")
    assert WORDS not in pypdf_pages(made(copy, acting, "wall list", Who("desk")).pack.pdf)[0]
    with copy.write(acting) as session:
        amend(session, Amend(("Data may be wrong",)))
    assert WORDS in pypdf_pages(made(copy, acting, "wall list", Who("desk")).pack.pdf)[0]


def test_a_page_that_does_not_say_so_is_not_released(
    copy: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared(copy, acting, "Data may be wrong")

    def without_its_strip(what: Any, /, **changed: Any) -> Any:
        return what if "strip" in changed else replace(what, **changed)

    monkeypatch.setattr(doubt, "replace", without_its_strip)
    with pytest.raises(Trouble, match="that the data is not trusted is missing from page 1"):
        made(copy, acting, "wall list", Who("desk"))
