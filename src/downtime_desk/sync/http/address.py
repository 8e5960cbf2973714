"""Addresses of a main system: which can be used at all, and which lie on the same server."""

from ipaddress import ip_address

import httpx

from downtime_desk.core.errors import Trouble


def usable(address: str, name: str, *, plain_http: bool) -> httpx.URL:
    """Return a base address, ending in a slash; raise Trouble when it cannot be one."""
    url = _read(address)
    if url.query or not _is_whole(url):
        raise Trouble(f"The address of {name} cannot be used.", "It looks like https://records.example/fhir.")
    _refuse_readable(url, name, plain_http=plain_http)
    return url.copy_with(path=url.path.rstrip("/") + "/")


def of_sign_in(address: str, name: str, *, plain_http: bool) -> httpx.URL:
    """Return the address of a token endpoint; raise Trouble when a secret must not be sent there."""
    url = _read(address)
    if not _is_whole(url):
        raise Trouble(
            f"The address where {name} is signed in to cannot be used.",
            "It looks like https://records.example/oauth/token. Ask its supplier.",
        )
    _refuse_readable(url, name, plain_http=plain_http)
    return url


def same_server(address: str, base: httpx.URL) -> bool:
    """Return whether a whole address is on the server of the base address."""
    try:
        return _origin(httpx.URL(address)) == _origin(base)
    except httpx.InvalidURL:
        return False


def joined(address: str, base: httpx.URL) -> httpx.URL | None:
    """Return a whole address, or one under the base address, as it will be asked; None when it is none."""
    try:
        # what begins with two strokes, or with a scheme, leaves the base address behind
        return base.join(address)
    except httpx.InvalidURL:
        return None


def _read(address: str) -> httpx.URL:
    try:
        return httpx.URL(address.strip())
    except httpx.InvalidURL:
        return httpx.URL("")


def _is_whole(url: httpx.URL) -> bool:
    return url.scheme in {"http", "https"} and bool(url.host) and not url.userinfo and not url.fragment


def _refuse_readable(url: httpx.URL, name: str, *, plain_http: bool) -> None:
    if url.scheme == "http" and not (plain_http or this_machine(url.host)):
        raise Trouble(
            f"The address of {name} starts with http://, which anybody on the way can read.",
            "Use its https:// address; if it has none, ask its supplier for one.",
        )


def this_machine(host: str) -> bool:
    """Return whether a host is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)
