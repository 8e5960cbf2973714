"""Write the bill of materials (CycloneDX 1.6): every library of the lock, what is inside them, what ships beside.

The same inputs give the same bytes: no time and no random number is in it. The digest of every file a library may be
installed from stands in the lock, whose own digest is here. Licences come from the libraries' own
metadata, and from `packaging/bundled.toml` where that says nothing SPDX knows.
"""

import hashlib
import importlib.metadata
import re
import tomllib
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2
from cryptography.hazmat.backends.openssl import backend
from cyclonedx.contrib.license.exceptions import InvalidSpdxLicenseException
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import qVersion

ROOT: Final = Path(__file__).parents[1]
BUNDLED: Final = ROOT / "packaging" / "bundled.toml"
LOCK: Final = ROOT / "packaging" / "requirements.lock"
SBOM: Final = ROOT / "packaging" / "sbom.cdx.json"
LICENCES: Final = LicenseFactory()


def licence(text: str) -> License:
    """Return a licence by its SPDX name or expression. Anything else is refused: a reader could not rely on it."""
    try:
        return LICENCES.make_with_id(text)
    except InvalidSpdxLicenseException:
        return LICENCES.make_with_expression(text)


def locked(text: str) -> dict[str, str]:
    """Return each library of a lock with its version."""
    return {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)
    }


def library(name: str, version: str, licences: dict[str, str]) -> Component:
    """Describe one library of the lock."""
    named = licences.get(name) or importlib.metadata.metadata(name).json.get("license_expression")
    if not isinstance(named, str):
        raise SystemExit(f"{name} does not name its licence: add it to {BUNDLED.name}.")
    return Component(
        name=name,
        version=version,
        bom_ref=f"{name}@{version}",
        purl=PackageURL("pypi", name=name, version=version),
        licenses=[licence(named)],
    )


def versions_inside() -> dict[str, str]:
    """Return the versions of what the libraries carry, as the carriers tell them."""
    connection = sqlcipher3.dbapi2.connect(":memory:")
    (cipher,) = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    return {
        "SQLCipher": str(cipher).split()[0],
        "SQLite": sqlcipher3.dbapi2.sqlite_version,
        "OpenSSL": backend.openssl_version_text().split()[1],
        "Qt": qVersion(),
    }


def resource(described: dict[str, str]) -> Component:
    """Describe files that ship as they are, by one digest over their names and contents."""
    digest = hashlib.sha256()
    files = sorted(ROOT.glob(described["path"]))
    if not files:
        raise SystemExit(f"There is nothing at {described['path']}: mend {BUNDLED.name}.")
    for file in files:
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return Component(
        name=described["name"],
        type=ComponentType.FILE,
        bom_ref=described["path"],
        licenses=[licence(described["licence"])],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest.hexdigest())],
    )


def needed_by(name: str, known: Iterable[str]) -> list[str]:
    """Return what a library needs of the lock, on any system; a library for another system says nothing here."""
    try:
        requires = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    needed = [Requirement(each) for each in requires]
    plain = {canonicalize_name(each.name) for each in needed if "extra" not in str(each.marker)}
    return sorted(plain & set(known))


def bill() -> str:
    """Return the bill of materials as JSON."""
    bundled: dict[str, Any] = tomllib.loads(BUNDLED.read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lock = LOCK.read_text()
    libraries = {name: library(name, version, bundled["licences"]) for name, version in locked(lock).items()}
    versions = versions_inside()
    for described in bundled["inside"]:
        libraries[described["within"]].components.add(
            Component(
                name=described["name"],
                version=versions.get(described["name"]),
                bom_ref=f"{described['within']}/{described['name']}",
                licenses=[licence(described["licence"])],
            )
        )
    program = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[licence(project["license"])],
    )
    resources = [resource(described) for described in bundled["resource"]]
    found = Bom(components=[*libraries.values(), *resources])
    found.metadata.component = program
    asked = [*project["dependencies"], *project["optional-dependencies"]["practice"]]
    direct = [libraries[canonicalize_name(Requirement(each).name)] for each in asked]
    found.register_dependency(program, [*direct, *resources])
    for name, component in libraries.items():
        found.register_dependency(component, [libraries[each] for each in needed_by(name, libraries)])
    digest = hashlib.sha256(lock.encode()).hexdigest()
    found.metadata.properties.add(Property(name="downtime-desk:lock:sha256", value=digest))
    found.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, lock + BUNDLED.read_text())
    found.metadata.timestamp = None  # type: ignore[assignment]
    return JsonV1Dot6(found).output_as_string(indent=1) + "\n"


def main() -> None:
    """Write the bill beside the lock."""
    SBOM.write_text(bill())
    print(f"Wrote {SBOM.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
