"""Sign-in for notebooks in JupyterLite: the kernel never holds a token."""

from ._api import authenticate, current_user, sign_out, status
from ._errors import BridgeUnavailable, SignInError
from ._models import Status, User

__all__ = [
    "BridgeUnavailable",
    "SignInError",
    "Status",
    "User",
    "authenticate",
    "current_user",
    "sign_out",
    "status",
]
