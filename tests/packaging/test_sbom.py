"""The bill of materials names every library of the lock, what they carry, and what ships beside them."""

import importlib.util
import json
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from cyclonedx.model.bom import Bom

CHECKOUT = Path(__file__).parents[2]
WRITTEN = CHECKOUT / "packaging" / "sbom.cdx.json"


@pytest.fixture(scope="module")
def script():
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("sbom", CHECKOUT / "packaging" / "sbom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bill():
    """Return the bill that is kept, as read back by the library that defines its form."""
    return Bom.from_json(json.loads(WRITTEN.read_text()))


def inside(bill, name):
    """Return what a library carries, by name."""
    (carrier,) = (each for each in bill.components if each.name == name)
    return {each.name: each.version for each in carrier.components}


def test_it_is_what_the_lock_and_the_libraries_say_today(script):
    assert script.bill() == WRITTEN.read_text(), "run `make sbom`"


def test_every_library_of_the_lock_is_named_with_its_version(script, bill):
    locked = script.locked(script.LOCK.read_text())
    assert len(locked) > 30
    named = {each.name: each.version for each in bill.components if each.purl}
    assert named == locked


def test_everything_in_it_names_its_licence(bill):
    everything = [each for top in bill.components for each in (top, *top.components)]
    assert [each.name for each in everything if not each.licenses] == []


def test_what_the_libraries_carry_is_named_with_the_version_that_runs(bill):
    assert inside(bill, "sqlcipher3")["SQLite"] == sqlcipher3.dbapi2.sqlite_version
    assert set(inside(bill, "sqlcipher3")) == {"SQLCipher", "SQLite"}
    assert inside(bill, "cryptography")["OpenSSL"]


def test_it_hangs_together(bill):
    assert bill.validate()
    (program,) = (each for each in bill.dependencies if each.ref == bill.metadata.component.bom_ref)
    assert len(program.dependencies) > 20


def test_a_library_that_names_no_licence_is_refused(script, monkeypatch):
    monkeypatch.setattr(script.importlib.metadata, "metadata", lambda _: type("None", (), {"json": {}}))
    with pytest.raises(SystemExit, match="does not name its licence"):
        script.library("nameless", "1.0", {})


def test_a_resource_that_is_not_there_is_refused(script):
    with pytest.raises(SystemExit, match="nothing at"):
        script.resource({"name": "Gone", "path": "resources/gone/*", "licence": "MIT"})
