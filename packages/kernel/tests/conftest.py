from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import browser
import pytest
from bridge import HANDLE, PAGE, Bridge, Raw

from jupyterlite_auth import _api, _client


class Output:
    """The running cell's output: what `display` was given, and each update of it."""

    def __init__(self) -> None:
        self.displayed = 0
        self.cell = 1
        self.bundles: list[dict[str, Any]] = []

    @property
    def execution_count(self) -> int:
        return self.cell

    def display(self, bundle: dict[str, Any], *, raw: bool, display_id: bool) -> SimpleNamespace:
        assert raw and display_id
        self.displayed += 1
        self.bundles.append(bundle)
        return SimpleNamespace(update=self._update)

    def _update(self, bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        self.bundles.append(bundle)

    @property
    def plain(self) -> list[str]:
        return [bundle["text/plain"] for bundle in self.bundles]


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> Output:
    """Stands in for IPython, so that its output can be read."""
    recorder = Output()
    ipython, display = ModuleType("IPython"), ModuleType("IPython.display")
    display.display = recorder.display
    ipython.display, ipython.get_ipython = display, lambda: recorder
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return recorder


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str | None], None]:
    """Makes this process look like a seeded kernel."""
    for name, module in browser.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(_api, "RETRY_SECONDS", 0.01)
    monkeypatch.setenv("OIDC_ACCESS_TOKEN", HANDLE)
    # In host mode alone.
    monkeypatch.delenv("AUTH_TOKEN", raising=False)

    def seed(endpoint: str, handle: str | None = HANDLE) -> None:
        module = ModuleType(_client.SEED_MODULE)
        module.endpoint, module.handle, module.page = endpoint, handle, PAGE
        monkeypatch.setitem(sys.modules, _client.SEED_MODULE, module)

    return seed


@pytest.fixture
def bridge(kernel: Callable[..., None], output: Output) -> Iterator[Callable[..., Bridge]]:
    """Starts a bridge that answers with the given states, and seeds the kernel with it."""
    started: list[Bridge] = []

    def start(*script: dict[str, Any] | Raw, problem: dict[str, Any] | None = None) -> Bridge:
        started.append(Bridge(list(script), problem))
        kernel(started[-1].endpoint)
        return started[-1]

    yield start
    for one in started:
        one.close()
