"""The session's card in a cell's output: live in the page, static where nothing can show it live.

What stands in it is saved with the notebook, and a notebook goes to others: it names the provider
and how things stood, and nobody. The page adds the rest, from what it knows itself.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._models import Status

SESSION_MIME = "application/vnd.jupyterlite-auth-bridge.session.v1+json"

Bundle = dict[str, Any]

_FRAME = (
    "max-width:34em;margin:4px 0;padding:12px 16px;"
    "border:1px solid var(--jp-border-color2,#bdbdbd);border-radius:4px;"
    "background:var(--jp-layout-color1,#fff);color:var(--jp-ui-font-color1,#212121);"
    "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5"
)
_QUIET = "color:var(--jp-ui-font-color2,#616161)"

_WORDS = {
    "signed-in": "Signed in when this cell was run.",
    "signing-in": "A sign-in was on its way when this cell was run.",
    "signed-out": "Not signed in when this cell was run.",
}
_LIVE_AGAIN = "Run it in JupyterLite to see the session."


def session_card(status: Status, page: str | None) -> Bundle:
    """Return the card of the provider's session; `page` is the load of the page it is live in."""
    html = (
        f'<div style="{_FRAME}">{_line("font-weight:600", status.label)}'
        f"{_line('', _WORDS[status.state])}{_line(_QUIET, _LIVE_AGAIN)}</div>"
    )
    return {
        SESSION_MIME: {"provider": status.provider, "page": page},
        "text/html": html,
        "text/plain": f"{status.label}: {status.state.replace('-', ' ')}",
    }


class Card:
    """At most one output of a cell, made at the first `show` and updated in place after."""

    def __init__(self, page: str | None) -> None:
        self._page = page
        self._handle: Any = None
        self._is_shown = False
        self._cell: int | None = None
        self.bundle: Bundle = {}

    @property
    def is_in_this_cell(self) -> bool:
        return self._is_shown and self._cell == _running_cell()

    def show(self, status: Status) -> None:
        if self._is_shown:
            self.change(status)
            return
        self.bundle = session_card(status, self._page)
        self._is_shown, self._cell = True, _running_cell()
        try:
            from IPython.display import display
        except ImportError:
            print(self.bundle["text/plain"])
            return
        self._handle = display(self.bundle, raw=True, display_id=True)

    def change(self, status: Status) -> None:
        """Make it the card of this state, and show that where a card is visible already."""
        bundle = session_card(status, self._page)
        if self._handle is not None and bundle != self.bundle:
            self._handle.update(bundle, raw=True)
        self.bundle = bundle


def _running_cell() -> int | None:
    """Return its number; None outside of a notebook."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return None if shell is None else shell.execution_count


def _line(style: str, text: str) -> str:
    return f'<div style="{style}">{escape(text)}</div>'
