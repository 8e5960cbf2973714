"""The test page: nobody's facts, a code that scans as what it is, and the last one kept."""

import pytest

from downtime_desk.core import replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import decode
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.printing.actions import KeepTest, ReadTest, keep_test, read_test
from downtime_desk.printing.doubt import NOT_TRUSTED
from downtime_desk.printing.proof import without_spaces
from downtime_desk.printing.scanned import scanned
from downtime_desk.printing.spool import Queue
from downtime_desk.printing.trial import last_read, last_test, render_trial, trial_for
from tests.conftest import NIGHT
from tests.printing.reading import our_pages


def test_it_says_the_printer_and_nobody(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        page = trial_for(session, acting, "Office laser")
        (said,) = our_pages(render_trial(page))
        assert "TESTPAGE" in said
        assert "Officelaser" in said
        assert "HOLLOWAY" not in said
        with pytest.raises(Trouble, match="This is a test page"):
            scanned(session, page.code(), acting.desk)


def test_a_hostile_printer_name_is_only_text(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        render_trial(trial_for(session, acting, "<b>Office</b> & <img src='//x'>"))


def test_the_last_one_is_kept(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        assert last_test(session) is None
    with copy.write(acting) as session:
        entry = keep_test(session, KeepTest("Office laser", Queue.WAITING))
    assert (
        decode(entry).words()
        == "Test page sent to Office laser. Sent. It waits in the queue of Office laser."
    )
    with copy.read() as session:
        assert last_test(session) == ("Office laser", NIGHT, "waiting")
        assert replay.differences(session) == []


def test_it_says_so_while_the_data_is_not_trusted(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        declare(session, Declare(("Data may be wrong",), NIGHT, "Allergies are blank for many"))
    with copy.read() as session:
        (said,) = our_pages(render_trial(trial_for(session, acting, "Office laser")))
    assert without_spaces(NOT_TRUSTED) in said


def test_only_the_last_page_sent_counts_as_read_back(copy: Store, acting: Acting) -> None:
    with copy.read() as session:
        page = trial_for(session, acting, "Office laser")
        assert last_read(session) is None
    with copy.write(acting) as session:
        keep_test(session, KeepTest("Office laser", Queue.WAITING, page.seal))
    with copy.read() as session:
        assert last_read(session) == (NIGHT, None)
    for typed in ("DD1:TEST:D00:0000-0000-00", "0000-0000-00", "C-3FA-0001"):
        with pytest.raises(Trouble, match="not the last one"), copy.write(acting) as session:
            read_test(session, ReadTest(typed))
    for typed in (page.code().lower(), f" {page.seal} "):
        with copy.write(acting) as session:
            entry = read_test(session, ReadTest(typed))
    assert decode(entry).words() == "Test page of Office laser read back from the paper."
    with copy.read() as session:
        assert last_read(session) == (NIGHT, NIGHT)
        assert replay.differences(session) == []
    with copy.write(acting) as session:
        keep_test(session, KeepTest("Office laser", Queue.WAITING, "AAAA-AAAA-AA"))
    with copy.read() as session:
        assert last_read(session) == (NIGHT, None)
