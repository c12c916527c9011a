"""Sign-in for notebooks in JupyterLite: the kernel never holds a token."""

from ._api import authenticate, current_user, sign_out, status
from ._errors import BridgeUnavailable, SignInError
from ._models import Status, User
from ._session import Session, session

__all__ = [
    "BridgeUnavailable",
    "Session",
    "SignInError",
    "Status",
    "User",
    "authenticate",
    "current_user",
    "session",
    "sign_out",
    "status",
]
