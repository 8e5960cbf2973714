"""The proofs on paper: numbered, read back, and without a name of anybody who receives care."""

from dataclasses import replace

import pytest

from downtime_desk.assurance import proofs, sheet
from downtime_desk.assurance.queries import last_days
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.printing.actions import IssueCopies, issue_copies
from downtime_desk.printing.pack import press_all
from downtime_desk.printing.queries import numbered_sheets
from tests.assurance.test_proofs import WELL
from tests.conftest import NIGHT
from tests.printing.reading import pypdf_pages


def test_the_sheet_says_every_proof_and_names_nobody(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        found = proofs.proofs(session, NIGHT, WELL)
        made = sheet.make(session, acting, found, last_days(session, NIGHT))
    said = "".join(pypdf_pages(made.pack.pdf))
    for each in found:
        assert "".join(each.title.split()) in said
        assert "".join(each.figure.split()) in said
    assert "ASHWORTH" not in said
    assert "Noday" in said
    assert made.sheets[0].copy_number in said
    with copy.write(acting) as session:
        issue_copies(session, IssueCopies(made.sheets, made.pack, "Readiness file", "a.pdf", "Readiness"))
    with copy.read() as session:
        assert [row.kind for row in numbered_sheets(session)] == ["Readiness sheet"]


def test_a_page_that_says_another_proof_is_not_released(
    copy: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copy.read() as session:
        made = sheet.make(session, acting, proofs.proofs(session, NIGHT, WELL), ())
    (one,) = made.sheets
    assert isinstance(one, sheet.ReadinessSheet)
    document, _ = sheet.described(one)
    first, *rest = one.proofs
    _, says = sheet.described(replace(one, proofs=(replace(first, figure="1 min old"), *rest)))
    with pytest.raises(Trouble, match="not released"):
        press_all([one], lambda _: (document, says))
