"""How this desk signs in to a main system: with a token somebody gave it, a client secret, or a key of its own."""

from dataclasses import dataclass
from typing import Final, Literal

from downtime_desk.core.errors import Trouble

Way = Literal["token", "secret", "key"]
Algorithm = Literal["ES384", "RS384"]

USUAL_SCOPE: Final = "system/*.read system/*.write"


@dataclass(frozen=True)
class SignIn:
    """How to sign in. Holds no secret: a token, a client secret and a key are kept sealed, apart.

    `token` is a bearer token, or none at all. `secret` and `key` exchange a client id for one (OAuth 2 client
    credentials; with `key` by a signed statement, as SMART backend services do). `token_url` is empty when the
    main system says itself where; `in_body` sends id and secret in the form instead of the header.
    """

    way: Way = "token"
    client_id: str = ""
    token_url: str = ""
    scope: str = ""
    in_body: bool = False
    algorithm: Algorithm = "ES384"

    @property
    def asked_scope(self) -> str:
        """Return what is asked to be allowed."""
        return self.scope.strip() or USUAL_SCOPE


BY_TOKEN: Final = SignIn()


def check(sign_in: SignIn) -> None:
    """Raise Trouble when nobody could sign in so."""
    if sign_in.way != "token" and not sign_in.client_id.strip():
        raise Trouble(
            "The client id is missing.", "Type the client id that the supplier gave you for this laptop."
        )
