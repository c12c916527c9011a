"""The session as an object to look at."""

from __future__ import annotations

from ._api import NO_SIGN_IN, status
from ._card import Bundle, session_card
from ._client import read_seed
from ._errors import BridgeUnavailable, SignInError
from ._models import Status, User


class Session:
    """This kernel's session with its provider, as it is whenever it is looked at.

    In a notebook it is shown as a card that follows the session; as text, in one line.
    """

    @property
    def status(self) -> Status:
        return status()

    @property
    def user(self) -> User | None:
        """The signed-in user, None without one."""
        return status().user

    def __repr__(self) -> str:
        try:
            return repr(status())
        except (BridgeUnavailable, SignInError) as error:
            return str(error)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        try:
            now = status()
        except (BridgeUnavailable, SignInError) as error:
            return {"text/plain": str(error)}
        if now.state == NO_SIGN_IN.state:
            return {"text/plain": repr(now)}
        return session_card(now, read_seed().page)


def session() -> Session:
    """Return this kernel's session, to look at. Never starts a sign-in."""
    return Session()
