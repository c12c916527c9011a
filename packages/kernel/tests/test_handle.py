"""Which handle a kernel uses after a sign-out, which ends the one that it had."""

from __future__ import annotations

import asyncio
import os
import sys

from bridge import HANDLE, NEXT_HANDLE, pending, problem, provider, signed_in

from jupyterlite_auth import Status, _api, _client, authenticate, sign_out, status


def test_sign_out_and_authenticate_in_one_cell(bridge):
    worker = bridge(provider("signed-out"), signed_in())

    async def cell() -> str:
        await sign_out()
        return (await authenticate()).username

    assert asyncio.run(cell()) == "ada"
    assert worker.calls() == ["POST sign-out", "POST sign-in"]
    assert [call.authorization for call in worker.received] == [
        f"Bearer {HANDLE}",
        f"Bearer {NEXT_HANDLE}",
    ]


def test_sign_out_can_be_awaited_and_needs_no_await(bridge):
    bridge(provider("signed-out"))

    async def cell() -> Status:
        return await sign_out()

    assert asyncio.run(cell()) == sign_out() == status()


def test_the_environment_has_the_new_handle(bridge, monkeypatch):
    monkeypatch.setenv("AUTH_TOKEN", HANDLE)
    bridge(provider("signed-out"))
    sign_out()
    assert os.environ["OIDC_ACCESS_TOKEN"] == os.environ["AUTH_TOKEN"] == NEXT_HANDLE


def test_without_an_auth_token_none_is_set(bridge):
    bridge(provider("signed-out"))
    sign_out()
    assert os.environ["OIDC_ACCESS_TOKEN"] == NEXT_HANDLE
    assert "AUTH_TOKEN" not in os.environ


def test_an_auth_token_of_the_users_own_stays(bridge, monkeypatch):
    monkeypatch.setenv("AUTH_TOKEN", "set-by-the-user")
    bridge(provider("signed-out"))
    sign_out()
    assert os.environ["AUTH_TOKEN"] == "set-by-the-user"


def test_as_long_as_the_handle_is_the_same_the_environment_is_the_users(bridge, monkeypatch):
    monkeypatch.setenv("OIDC_ACCESS_TOKEN", "set-by-the-user")
    bridge(signed_in())
    status()
    assert os.environ["OIDC_ACCESS_TOKEN"] == "set-by-the-user"


def test_an_answer_without_a_handle_changes_nothing(bridge):
    worker = bridge(signed_in())
    worker.handle = ""
    worker.accepts_any = True
    assert status().state == "signed-in"
    assert os.environ["OIDC_ACCESS_TOKEN"] == HANDLE


def test_signed_out_elsewhere_while_waiting(bridge, monkeypatch):
    """The page brings the new handle while the cell waits."""
    worker = bridge(pending(), problem(401, "handle-unknown", "Restart it."), signed_in())

    async def page_brings_it(seconds: float) -> None:
        worker.handle = NEXT_HANDLE
        sys.modules[_client.SEED_MODULE].handle = NEXT_HANDLE

    monkeypatch.setattr(_api.asyncio, "sleep", page_brings_it)
    assert asyncio.run(authenticate()).username == "ada"
    assert [call.authorization for call in worker.received] == [
        f"Bearer {HANDLE}",
        f"Bearer {HANDLE}",
        f"Bearer {NEXT_HANDLE}",
    ]
