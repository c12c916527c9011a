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


def __getattr__(name: str) -> str:
    # Looked up when it is asked for: a kernel's start pays for nothing that few want.
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    return version("jupyterlite-auth")
