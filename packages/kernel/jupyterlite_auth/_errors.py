"""The two ways in which a call can fail. Each message says what to do."""

from __future__ import annotations


class _OneSentence(RuntimeError):
    def _render_traceback_(self) -> list[str]:
        # IPython's hook: in a notebook the sentence is the help, a stack trace is not.
        return [f"{type(self).__name__}: {self}"]


class SignInError(_OneSentence):
    """The sign-in did not succeed, or the site's service worker refused the call.

    `code` is one of the bridge's error codes: `sign-in-denied`, `sign-in-expired`,
    `sign-in-failed`, `sign-in-cancelled`, `session-restoring`, `handle-unknown`, ...
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BridgeUnavailable(_OneSentence):
    """No service worker of the bridge answers in this page."""
