from __future__ import annotations

from bridge import HANDLE, PAGE, USER, problem, provider, signed_in

from jupyterlite_auth import Session, User, session
from jupyterlite_auth._card import SESSION_MIME


def test_is_what_the_session_is_when_it_is_looked_at(bridge, output):
    worker = bridge(provider("signed-out"), signed_in(), signed_in(), signed_in())
    seen = session()
    assert isinstance(seen, Session)
    assert worker.received == []
    assert repr(seen) == "Mat3ra: signed out"
    assert repr(seen) == "Mat3ra: signed in as Ada L (ada)"
    assert seen.user == User(**USER)
    assert seen.status.scopes == ("openid", "email")
    assert set(worker.calls()) == {"GET session"}
    assert output.bundles == []


def test_is_shown_as_a_card_that_names_nobody(bridge):
    bridge(signed_in())
    bundle = session()._repr_mimebundle_()
    assert bundle[SESSION_MIME] == {"provider": "platform", "page": PAGE}
    assert bundle["text/plain"] == "Mat3ra: signed in"
    assert "ada" not in repr(bundle).lower() and HANDLE not in repr(bundle)


def test_says_what_is_wrong_where_it_cannot_be_shown(bridge):
    bridge(problem(403, "kernel-revoked", "Restart the kernel."))
    assert repr(session()) == "Restart the kernel."
    assert session()._repr_mimebundle_() == {"text/plain": "Restart the kernel."}


def test_on_a_site_without_sign_in(kernel):
    kernel("http://127.0.0.1:9/", None)
    assert repr(session()) == "This site needs no sign-in."
    assert session()._repr_mimebundle_() == {"text/plain": "This site needs no sign-in."}
