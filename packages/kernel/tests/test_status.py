from __future__ import annotations

import time
from datetime import timezone

import pytest
from bridge import HANDLE, USER, problem, provider, signed_in, static_page

from jupyterlite_auth import BridgeUnavailable, SignInError, User, current_user, sign_out, status


def test_current_user(bridge):
    worker = bridge(signed_in({**USER, "avatar_url": "https://platform.example/a.png"}))
    assert current_user() == User(**USER, avatar_url="https://platform.example/a.png")
    assert worker.calls() == ["GET session"]
    assert worker.received[0].authorization == f"Bearer {HANDLE}"


@pytest.mark.parametrize("state", ["signed-out", "signing-in"])
def test_nobody_is_signed_in(bridge, state):
    bridge(provider(state))
    assert current_user() is None
    assert repr(status()) == f"Mat3ra: {state.replace('-', ' ')}"


def test_status_of_a_session(bridge):
    ends = time.time() + 1790
    bridge(signed_in(session={"expiresAt": ends * 1000}))
    now = status()
    assert (now.label, now.state, now.scopes) == ("Mat3ra", "signed-in", ("openid", "email"))
    assert now.provider == "platform"
    assert now.expires_at.tzinfo is timezone.utc
    assert now.expires_at.timestamp() == pytest.approx(ends, abs=0.001)
    assert 1700 < now.seconds_left <= 1790
    assert repr(now) == "Mat3ra: signed in as Ada L (ada), 29 min left (renewed automatically)"


def test_status_of_a_session_without_an_end(bridge):
    bridge(signed_in())
    now = status()
    assert now.expires_at is None and now.seconds_left is None
    assert repr(now) == "Mat3ra: signed in as Ada L (ada)"


def test_an_ended_token_has_no_negative_time_left(bridge):
    bridge(signed_in(session={"expiresAt": 1000, "renewable": False}))
    assert repr(status()).endswith(", 0 s left")


CLAIMS = {"sub": "ada", "exp": 1_800_000_000, "groups": ["editors"]}
TOKEN_CLAIMS = {"aud": "https://platform.example/api/", "scope": "openid email"}


def test_claims_can_be_inspected(bridge):
    bridge(signed_in(session={"claims": CLAIMS, "tokenClaims": TOKEN_CLAIMS}))
    now = status()
    assert now.claims == now.user.claims == current_user().claims == CLAIMS
    assert now.token_claims == TOKEN_CLAIMS
    assert "1800000000" not in repr(now) + repr(now.user)


def test_without_claims_there_are_none(bridge):
    bridge(signed_in())
    assert status().claims == status().token_claims == current_user().claims == {}


@pytest.mark.parametrize("claims", [[], "ada", 1])
def test_claims_that_are_none_are_no_answer(bridge, claims):
    bridge(signed_in(session={"claims": claims}))
    with pytest.raises(BridgeUnavailable):
        status()


def test_a_user_can_be_compared_and_kept_in_a_set(bridge):
    bridge(signed_in(session={"claims": CLAIMS}))
    assert {current_user(), User(**USER)} == {User(**USER)}


def test_sign_out(bridge):
    worker = bridge(provider("signed-out"))
    assert sign_out().state == "signed-out"
    assert worker.calls() == ["POST sign-out"]
    assert worker.received[0].authorization == f"Bearer {HANDLE}"


@pytest.mark.parametrize("page", [static_page(404), static_page(200), static_page(501)])
def test_a_static_hosts_page_is_no_answer(bridge, page):
    bridge(page)
    for call in (current_user, status, sign_out):
        with pytest.raises(BridgeUnavailable, match="reload the page"):
            call()


def test_a_problem_of_ours(bridge):
    bridge(problem(503, "session-restoring", "The session is coming back: try again."))
    with pytest.raises(SignInError, match="coming back") as caught:
        status()
    assert caught.value.code == "session-restoring"
