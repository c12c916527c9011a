from __future__ import annotations

import asyncio
import json
import re
import time

import pytest
from bridge import (
    HANDLE,
    PAGE,
    USER,
    Raw,
    ended,
    pending,
    problem,
    provider,
    signed_in,
    static_page,
)

from jupyterlite_auth import BridgeUnavailable, SignInError, User, _api, authenticate
from jupyterlite_auth._card import SESSION_MIME


def run(force: bool = False) -> User | None:
    return asyncio.run(authenticate(force=force))


def test_signed_in_already_asks_nothing(bridge, output):
    worker = bridge(signed_in())
    assert run() == User(**USER)
    assert worker.calls() == ["POST sign-in"]
    assert output.bundles == []


def test_every_call_carries_the_handle_and_nothing_else_does(bridge, output):
    worker = bridge(pending(), signed_in())
    user = run()
    assert [call.authorization for call in worker.received] == [f"Bearer {HANDLE}"] * 2
    assert worker.received[0].content_type == "application/json"
    assert worker.received[0].path == "/site/auth-bridge/kernel/sign-in"
    assert HANDLE not in repr(user) + repr(output.bundles)


def test_shows_one_card_while_it_waits_and_keeps_it(bridge, output):
    starting = pending(phase="starting", userCode=None, verificationUri=None)
    worker = bridge(starting, pending(), signed_in())
    assert str(run()) == "Ada L (ada)"
    assert worker.calls() == ["POST sign-in", "GET session", "GET session"]
    assert [call.query.get("after") for call in worker.received] == [None, ["r&1"], ["r&2"]]
    assert output.displayed == 1
    assert output.plain == ["Mat3ra: signing in", "Mat3ra: signed in"]


def test_what_a_notebook_saves_of_it_names_nobody_and_no_code(bridge, output):
    bridge(pending(), signed_in())
    shown = repr([run()._repr_mimebundle_(), *output.bundles])
    assert not re.search(r"ada|RTJW|platform\.example|jlab_", shown, re.IGNORECASE)


def test_a_cell_that_ends_with_it_shows_the_card_once(bridge, output):
    bridge(pending(), signed_in())
    user = run()
    assert user._ipython_display_() is None  # to IPython: it has been shown
    output.cell = 2
    with pytest.raises(NotImplementedError):
        user._ipython_display_()
    assert user._repr_mimebundle_() == output.bundles[-1]


def test_a_cell_that_ends_with_it_shows_the_card_of_a_session_that_was_there(bridge, output):
    bridge(signed_in())
    user = run()
    with pytest.raises(NotImplementedError):
        user._ipython_display_()
    assert user._repr_mimebundle_()[SESSION_MIME] == {"provider": "platform", "page": PAGE}


@pytest.mark.parametrize("force", [False, True])
def test_force_is_sent(bridge, force):
    worker = bridge(signed_in())
    run(force=force)
    assert json.loads(worker.received[0].body) == {"force": force}


def test_force_waits_for_the_new_sign_in_while_the_old_session_lives(bridge, output):
    again = {"signIn": pending()["signIn"]}
    newcomer = {**USER, "username": "grace", "display_name": "Grace H"}
    bridge(signed_in(**again), signed_in(newcomer))
    assert run(force=True).username == "grace"
    assert output.displayed == 1


def test_without_force_the_session_counts_while_another_sign_in_runs(bridge, output):
    worker = bridge(signed_in(signIn=pending()["signIn"]))
    assert run().username == "ada"
    assert worker.calls() == ["POST sign-in"]


@pytest.mark.parametrize("phase", ["denied", "expired", "failed"])
def test_a_final_phase_is_an_error_that_says_what_to_do(bridge, output, phase):
    bridge(pending(), ended(phase))
    with pytest.raises(SignInError, match=r"Mat3ra.*Run the cell again") as caught:
        run()
    assert caught.value.code == f"sign-in-{phase}"
    assert output.displayed == 1
    assert output.plain[-1] == "Mat3ra: signed out"


def test_the_workers_own_words_come_first(bridge):
    trouble = {"code": "issuer-unreachable", "detail": "Mat3ra does not answer: try later."}
    bridge(ended("failed", trouble=trouble))
    with pytest.raises(SignInError, match=r"^Mat3ra does not answer: try later\.$") as caught:
        run()
    assert caught.value.code == "issuer-unreachable"


def test_cancelled_in_the_page(bridge):
    bridge(pending(), provider("signed-out"))
    with pytest.raises(SignInError, match="cancelled") as caught:
        run()
    assert caught.value.code == "sign-in-cancelled"


def test_an_error_is_one_sentence_in_a_notebook(bridge):
    bridge(ended("denied"))
    with pytest.raises(SignInError) as caught:
        run()
    assert caught.value._render_traceback_() == [f"SignInError: {caught.value}"]


def test_a_code_that_nobody_confirms_ends_after_its_expiry(bridge, output):
    past = (time.time() - _api.SECONDS_AFTER_EXPIRY - 1) * 1000
    worker = bridge(pending(expiresAt=past))
    with pytest.raises(SignInError) as caught:
        run()
    assert caught.value.code == "sign-in-expired"
    assert worker.calls() == ["POST sign-in"]


def test_without_an_expiry_the_wait_ends_too(bridge, monkeypatch):
    monkeypatch.setattr(_api, "LONGEST_WAIT_SECONDS", 0.2)
    worker = bridge(provider("signing-in"))
    with pytest.raises(SignInError) as caught:
        run()
    assert caught.value.code == "sign-in-expired"
    assert worker.calls()[:2] == ["POST sign-in", "GET session"]


def test_interrupted_is_raised_on_and_the_card_waits_no_more(bridge, output):
    bridge(pending())

    async def interrupted() -> None:
        task = asyncio.ensure_future(authenticate())
        while not output.bundles:
            await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(asyncio.wait_for(interrupted(), 10))
    assert output.plain[-1] == "Mat3ra: signed out"


@pytest.mark.parametrize("gap", [static_page(404), problem(503, "session-restoring", "Soon.")])
def test_a_worker_that_restarts_does_not_end_the_wait(bridge, output, gap):
    bridge(pending(), gap, signed_in())
    assert run().username == "ada"
    assert output.displayed == 1


def test_a_worker_that_stays_away_does(bridge, output):
    worker = bridge(pending(), static_page(404))
    with pytest.raises(BridgeUnavailable, match="reload the page"):
        run()
    assert worker.calls() == ["POST sign-in"] + ["GET session"] * _api.TRIES
    assert output.plain[-1] == "Mat3ra: signed out"


def test_a_problem_of_ours_keeps_its_code_and_detail(bridge):
    bridge(problem(401, "handle-unknown", "This kernel is not known: restart it."))
    with pytest.raises(SignInError, match=r"^This kernel is not known: restart it\.$") as caught:
        run()
    assert caught.value.code == "handle-unknown"


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"revision": "1"}', '{"revision": "1", "provider": {"status": "odd"}}']
)
def test_json_that_is_not_ours_is_unavailable(bridge, text):
    bridge(Raw(200, "application/json", text))
    with pytest.raises(BridgeUnavailable):
        run()
