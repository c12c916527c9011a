"""The sign-in's card in a cell's output: HTML in the theme's colours, and plain text."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlsplit

from ._models import SignIn, User

Bundle = dict[str, str]

_FRAME = (
    "max-width:34em;margin:4px 0;padding:12px 16px;"
    "border:1px solid var(--jp-border-color2,#bdbdbd);border-left:4px solid {accent};"
    "border-radius:4px;background:var(--jp-layout-color1,#fff);"
    "color:var(--jp-ui-font-color1,#212121);"
    "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5"
)
_CODE = (
    "margin:8px 0;font-family:var(--jp-code-font-family,monospace);font-size:28px;"
    "font-weight:600;letter-spacing:2px;user-select:all"
)
_LINK = "color:var(--jp-content-link-color,#1565c0);overflow-wrap:anywhere"
_QUIET = "margin-top:8px;color:var(--jp-ui-font-color2,#616161)"
_BRAND = "var(--jp-brand-color1,#1976d2)"
_GOOD = "var(--jp-success-color1,#388e3c)"
_BAD = "var(--jp-error-color1,#d32f2f)"


def pending_card(label: str, sign_in: SignIn | None) -> Bundle:
    """The code to confirm, or, as long as there is none, that one is on its way."""
    title = f"Sign in to {label}"
    if sign_in is not None and sign_in.phase == "pending" and sign_in.user_code is None:
        words = "Go on in the dialog that has opened."
        return _bundle(_BRAND, title, [_line("", words)], words)
    if sign_in is None or sign_in.user_code is None:
        return _bundle(_BRAND, title, [_line(_QUIET, "Starting the sign-in…")], "Starting…")
    shown = sign_in.verification_uri or sign_in.verification_uri_complete or ""
    target = sign_in.verification_uri_complete or shown
    body = [
        _line("", "Open this page and confirm the code:"),
        f'<div style="margin-top:4px">{_link(target, shown)}</div>',
        _line(_CODE, sign_in.user_code),
        _line(_QUIET, "Waiting for your confirmation…"),
    ]
    plain = f"Open {target} and confirm the code {sign_in.user_code}. Waiting…"
    return _bundle(_BRAND, title, body, plain)


def signed_in_card(label: str, user: User) -> Bundle:
    return _bundle(_GOOD, f"Signed in as {user}", [_line(_QUIET, label)], label)


def stopped_card(label: str, reason: str = "") -> Bundle:
    """The wait is over without a session; `reason` is one sentence."""
    body = [_line("", reason)] if reason else []
    return _bundle(_BAD, f"Not signed in to {label}", body, reason)


class Card:
    """One output of the running cell, made at the first `show` and updated in place after."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._shown: Bundle | None = None

    @property
    def visible(self) -> bool:
        return self._shown is not None

    def show(self, bundle: Bundle) -> None:
        if bundle == self._shown:
            return
        self._shown = bundle
        if self._handle is not None:
            self._handle.update(bundle, raw=True)
            return
        try:
            from IPython.display import display
        except ImportError:
            print(bundle["text/plain"])
            return
        self._handle = display(bundle, raw=True, display_id=True)

    def replace(self, bundle: Bundle) -> None:
        """Show the bundle where a card is visible already; else nothing."""
        if self.visible:
            self.show(bundle)


def _bundle(accent: str, title: str, body: list[str], plain: str) -> Bundle:
    html = (
        f'<div role="status" style="{_FRAME.format(accent=accent)}">'
        f"{_line('font-weight:600', title)}{''.join(body)}</div>"
    )
    return {"text/html": html, "text/plain": f"{title}. {plain}".strip()}


def _line(style: str, text: str) -> str:
    return f'<div style="{style}">{escape(text)}</div>'


def _link(target: str, shown: str) -> str:
    if not _is_web_address(target):
        return f"<span>{escape(shown)}</span>"
    return (
        f'<a href="{escape(target)}" target="_blank" rel="noopener noreferrer" '
        f'style="{_LINK}">{escape(shown)}</a>'
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isprintable()
