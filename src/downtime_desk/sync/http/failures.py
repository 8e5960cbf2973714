"""What went wrong on the way, in the words a person reads after the name of the main system."""

import ssl
from typing import Final

import httpcore
import httpx

from downtime_desk.sync.http.body import Damaged, TooLong
from downtime_desk.sync.outcome import Cause
from downtime_desk.sync.wire import NameUnknown

FAILURES: Final = (
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpx.HTTPError,
    OSError,
    TooLong,
    Damaged,
)
NOT_PROVEN: Final = "could not prove who it is, so nothing was sent"
# What OpenSSL found wrong with a certificate (X509_V_ERR_…).
CERTIFICATES: Final = {
    9: "Its certificate is not good yet: is the clock of this laptop right?",
    10: "Its certificate has run out, or the clock of this laptop is wrong",
    18: "It vouches for itself. You may be behind a sign-in page of the network",
    19: "Nobody this laptop trusts vouches for it. You may be behind a sign-in page of the network",
    20: "Nobody this laptop trusts vouches for it. You may be behind a sign-in page of the network",
    62: "Its certificate is for another name. Is the address right?",
    64: "Its certificate is for another name. Is the address right?",
}
ANY_CERTIFICATE: Final = "You may be behind a sign-in page of the network, or its certificate is not in order"


def cause_of(failure: BaseException) -> Cause:
    """Return where an answer was lost."""
    match failure:
        case ssl.SSLCertVerificationError():
            return "page"
        case NameUnknown():
            return "name"
        case _:
            return "there"


def words_of(failure: BaseException) -> str:
    """Return what happened, to follow the name of the main system."""
    match failure:
        case httpcore.TimeoutException() | TimeoutError():
            return "did not answer in time"
        case ssl.SSLCertVerificationError():
            return f"{NOT_PROVEN}. {CERTIFICATES.get(failure.verify_code, ANY_CERTIFICATE)}"
        case httpcore.ConnectError() | httpcore.UnsupportedProtocol():
            return "cannot be reached from this laptop"
        case TooLong():
            return "answered with more than this laptop will take in one go"
        case Damaged():
            return "answered in a form that cannot be read"
        case _:
            return "broke off in the middle of its answer"
