"""What notebooks call."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from ._card import Card
from ._client import (
    ANSWER_SECONDS,
    read_seed,
    send,
    send_sync,
    session_call,
    sign_in_call,
    sign_out_call,
)
from ._errors import BridgeUnavailable, SignInError
from ._models import Answer, Status, Trouble, User

NO_SIGN_IN = Status(label="", state="not-needed")

LONGEST_WAIT_SECONDS = 15 * 60
SECONDS_AFTER_EXPIRY = 30
RETRY_SECONDS = 1.0
# A restarting or updated worker drops the request that it holds; it is back by the third try.
TRIES = 3

_WHAT_TO_DO = {
    "denied": "The sign-in to {label} was denied. Run the cell again for a new code.",
    "expired": (
        "The code for {label} was not confirmed in time. Run the cell again for a new one."
    ),
    "failed": "The sign-in to {label} failed. Run the cell again to try once more.",
    "cancelled": "The sign-in to {label} was cancelled. Run the cell again to sign in.",
}


async def authenticate(force: bool = False) -> User | None:
    """Return the signed-in user; where nobody is, show the session's card and wait for a sign-in.

    The user is shown as that card, too, where it is what a cell ends with. `force` starts a new sign-in in any case. Returns None on a site that needs no sign-in.
    The wait ends 30 s after the code does, after 15 min without a code.
    Raises SignInError (`code`: `sign-in-denied`, `sign-in-expired`, `sign-in-failed`,
    `sign-in-cancelled`, or the service's own) and BridgeUnavailable.
    """
    seed = read_seed()
    if seed.handle is None:
        print(NO_SIGN_IN)
        return None
    answer = await send(sign_in_call(seed, bool(force)))
    card = Card(seed.page)
    try:
        status, user = await _signed_in(answer, bool(force), card)
    except (SignInError, BridgeUnavailable, asyncio.CancelledError, KeyboardInterrupt):
        # The error itself, below it, says why.
        card.change(replace(answer.status, state="signed-out"))
        raise
    card.change(status)
    return replace(user, card=card)


def current_user() -> User | None:
    """Return the signed-in user, None without one. Never starts a sign-in."""
    return status().user


def status() -> Status:
    """Return the session's state. Never starts a sign-in."""
    seed = read_seed()
    return NO_SIGN_IN if seed.handle is None else send_sync(session_call(seed)).status


def sign_out() -> Status:
    """End the session, for every notebook of the site, and return the state after it.

    Every handle of the session is dead at once; this kernel has its new one when this returns.
    Works with and without `await`.
    """
    seed = read_seed()
    return NO_SIGN_IN if seed.handle is None else send_sync(sign_out_call(seed)).status


async def _signed_in(answer: Answer, force: bool, card: Card) -> tuple[Status, User]:
    started = time.time()
    while True:
        status = answer.status
        user = _user_or_raise(answer, force)
        if user is not None:
            return status, user
        card.show(replace(status, state="signing-in"))
        until = _deadline(answer, started)
        if time.time() >= until:
            raise _error("expired", status.label)
        answer = await _next_answer(answer, until)


def _user_or_raise(answer: Answer, force: bool) -> User | None:
    """The user once the wait is over, None while it is not; a final failure is raised."""
    state, sign_in = answer.status, answer.sign_in
    # A forced sign-in counts when it is over: the session before it does not.
    if state.user is not None and (sign_in is None or not force):
        return state.user
    if sign_in is not None:
        if sign_in.active:
            return None
        trouble = sign_in.trouble or answer.trouble
        raise _error(sign_in.phase, state.label, trouble)
    if state.state == "signing-in":
        return None
    raise _error("cancelled", state.label, answer.trouble)


def _error(phase: str, label: str, trouble: Trouble | None = None) -> SignInError:
    if trouble is not None:
        return SignInError(trouble.code, trouble.detail)
    return SignInError(f"sign-in-{phase}", _WHAT_TO_DO[phase].format(label=label))


def _deadline(answer: Answer, started: float) -> float:
    """When to stop waiting, in seconds since the epoch."""
    ends = answer.sign_in.expires_at if answer.sign_in else None
    return started + LONGEST_WAIT_SECONDS if ends is None else ends + SECONDS_AFTER_EXPIRY


async def _next_answer(last: Answer, until: float) -> Answer:
    """The first answer that differs from `last`, or `last` itself when the time is up."""
    failures = 0
    while (left := until - time.time()) > 0:
        try:
            # Read anew each time: a sign-out elsewhere gives this kernel another handle.
            call = session_call(read_seed(), after=last.revision)
            answer = await send(call, timeout=min(ANSWER_SECONDS, left))
            failures = 0
            if answer.revision != last.revision:
                return answer
        except (BridgeUnavailable, SignInError) as error:
            failures += 1
            if failures == TRIES or not _may_pass(error):
                raise
        await asyncio.sleep(min(RETRY_SECONDS, left))
    return last


def _may_pass(error: BridgeUnavailable | SignInError) -> bool:
    if isinstance(error, BridgeUnavailable):
        return True
    # Signed out elsewhere: this kernel's new handle is on its way from the page.
    return error.code in ("session-restoring", "handle-unknown")
