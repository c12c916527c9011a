from __future__ import annotations

import asyncio
import sys

import pytest

from jupyterlite_auth import (
    BridgeUnavailable,
    _client,
    authenticate,
    current_user,
    sign_out,
    status,
)

# The discard service's port: nothing listens there.
NOWHERE = "http://127.0.0.1:9/auth-bridge/kernel/"


def test_outside_of_jupyterlite():
    assert _client.SEED_MODULE not in sys.modules
    for call in (current_user, status, sign_out, lambda: asyncio.run(authenticate())):
        with pytest.raises(BridgeUnavailable, match="works in JupyterLite only"):
            call()


def test_in_a_kernel_that_the_page_did_not_reach(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    with pytest.raises(BridgeUnavailable, match="restart the kernel"):
        status()


def test_nothing_answers(kernel, output):
    kernel(NOWHERE)
    for call in (current_user, status, sign_out, lambda: asyncio.run(authenticate())):
        with pytest.raises(BridgeUnavailable, match="service worker is not running"):
            call()
    assert output.bundles == []


def test_a_site_without_sign_in(kernel, output, capsys):
    kernel(NOWHERE, None)
    assert asyncio.run(authenticate()) is None
    assert capsys.readouterr().out == "This site needs no sign-in.\n"
    assert current_user() is None
    assert status().state == sign_out().state == "not-needed"
    assert repr(status()) == "This site needs no sign-in."


def test_the_handle_is_in_no_repr(kernel):
    kernel(NOWHERE)
    seed = _client.read_seed()
    shown = repr(seed) + repr(_client.sign_in_call(seed, False))
    assert seed.handle not in shown
