"""What the site's service worker answers, parsed. No field holds a credential."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from ._card import Bundle, Card

STATES = ("signed-out", "signing-in", "signed-in")
PHASES = ("starting", "pending", "denied", "expired", "failed")

Claims = dict[str, Any]
"""Names and values as in the JSON of RFC 7519, times in seconds since the epoch."""


@dataclass(frozen=True, repr=False)
class User:
    """The signed-in user, as Jupyter's identity model has it.

    `claims` is what the ID token says of the user, verified; empty without one. Not the token.
    `card` is what `authenticate` has shown, or would have: what a cell that ends with it shows.
    """

    username: str
    name: str
    display_name: str
    initials: str
    avatar_url: str | None = None
    color: str | None = None
    claims: Claims = field(default_factory=dict, compare=False)
    card: Card | None = field(default=None, compare=False)

    def __str__(self) -> str:
        shown = self.display_name or self.name or self.username
        return shown if shown == self.username else f"{shown} ({self.username})"

    def __repr__(self) -> str:
        return f"<User {self}>"

    def _ipython_display_(self) -> None:
        if self.card is None or not self.card.is_in_this_cell:
            raise NotImplementedError  # to IPython: show it in the usual way

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/plain": repr(self)} if self.card is None else self.card.bundle


@dataclass(frozen=True, repr=False)
class Status:
    """The session at the moment of the call.

    `state` is 'signed-out', 'signing-in' or 'signed-in', or 'not-needed' on a site without
    sign-in. `expires_at` (UTC) is when the access token ends, None where the provider does not
    say; with `renewable` a new one is fetched without the user. `claims` are those of the ID
    token, verified; `token_claims` those of the access token where it is a JWT, as it says them:
    the API verifies them, nobody has here. No token is in either. `provider` is its name in the
    site's configuration.
    """

    label: str
    state: str
    user: User | None = None
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    renewable: bool = False
    claims: Claims = field(default_factory=dict, compare=False)
    token_claims: Claims = field(default_factory=dict, compare=False)
    provider: str = ""

    def __await__(self) -> Generator[Any, None, Status]:
        """Let `await sign_out()` work, as `await authenticate()` does."""
        yield from ()
        return self

    @property
    def seconds_left(self) -> int | None:
        """Seconds until `expires_at`, never below 0; None without one."""
        if self.expires_at is None:
            return None
        return max(0, int(self.expires_at.timestamp() - time.time()))

    def __repr__(self) -> str:
        if self.state == "not-needed":
            return "This site needs no sign-in."
        text = f"{self.label}: {self.state.replace('-', ' ')}"
        if self.user is not None:
            text += f" as {self.user}"
        if self.seconds_left is not None:
            text += f", {_duration(self.seconds_left)} left"
            text += " (renewed automatically)" if self.renewable else ""
        return text


@dataclass(frozen=True)
class SignIn:
    """A sign-in in progress, or how it ended. `expires_at` in seconds since the epoch."""

    phase: str
    expires_at: float | None = None
    trouble: Trouble | None = None

    @property
    def active(self) -> bool:
        return self.phase in ("starting", "pending")


@dataclass(frozen=True)
class Trouble:
    """Why something ended: an error code and a sentence for the user."""

    code: str
    detail: str


@dataclass(frozen=True)
class Answer:
    """The service's answer; `revision` changes whenever the rest does.

    `handle` is this kernel's from now on, None where the answer does not say.
    """

    revision: str
    status: Status
    handle: str | None = field(default=None, repr=False)
    sign_in: SignIn | None = None
    trouble: Trouble | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Problem:
    """An answer that the service has made itself: a sentence for the user, and its HTTP status.

    `time` is when the call was made, in seconds since the epoch; None where it is not known
    whether there was one.
    """

    detail: str
    statuses: frozenset[int]
    time: float | None = None


def parse_answer(value: object) -> Answer:
    """Return the `KernelSessionAnswer` in decoded JSON; ValueError when it is not one."""
    answer = _record(value)
    provider = _record(answer.get("provider"))
    sign_in, trouble = provider.get("signIn"), provider.get("trouble")
    problem = answer.get("problem")
    return Answer(
        revision=_text(answer, "revision"),
        status=_parse_status(provider),
        handle=_optional_text(answer, "handle") or None,
        sign_in=None if sign_in is None else _parse_sign_in(sign_in),
        trouble=None if trouble is None else _parse_trouble(trouble),
        problem=None if problem is None else _parse_problem(problem),
    )


def _parse_problem(value: object) -> Problem:
    fields = _record(value)
    status = fields.get("status")
    if not isinstance(status, int):
        raise ValueError("status is not a number")
    time = _seconds(fields, "time")
    return Problem(_text(fields, "detail"), frozenset((status,)), time)


def _parse_status(provider: dict[str, Any]) -> Status:
    label, state = _text(provider, "label"), _one_of(provider, "status", STATES)
    name = _text(provider, "id")
    if state != "signed-in":
        return Status(label, state, provider=name)
    fields = _record(provider.get("session"))
    ends = _seconds(fields, "expiresAt")
    scopes = fields.get("scopes")
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise ValueError("scopes is not a list of strings")
    claims = _claims(fields, "claims")
    return Status(
        label,
        state,
        user=_parse_user(fields.get("user"), claims),
        scopes=tuple(scopes),
        expires_at=None if ends is None else datetime.fromtimestamp(ends, timezone.utc),
        renewable=fields.get("renewable") is True,
        claims=claims,
        token_claims=_claims(fields, "tokenClaims"),
        provider=name,
    )


def _claims(fields: dict[str, Any], key: str) -> Claims:
    return {} if fields.get(key) is None else _record(fields[key])


def _parse_user(value: object, claims: Claims) -> User:
    fields = _record(value)
    return User(
        username=_text(fields, "username"),
        name=_text(fields, "name"),
        display_name=_text(fields, "display_name"),
        initials=_text(fields, "initials"),
        avatar_url=_optional_text(fields, "avatar_url"),
        color=_optional_text(fields, "color"),
        claims=claims,
    )


def _parse_sign_in(value: object) -> SignIn:
    fields = _record(value)
    trouble = fields.get("trouble")
    return SignIn(
        phase=_one_of(fields, "phase", PHASES),
        expires_at=_seconds(fields, "expiresAt"),
        trouble=None if trouble is None else _parse_trouble(trouble),
    )


def _parse_trouble(value: object) -> Trouble:
    fields = _record(value)
    return Trouble(code=_text(fields, "code"), detail=_text(fields, "detail"))


def _record(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is not a string")
    return value


def _optional_text(fields: dict[str, Any], key: str) -> str | None:
    return None if fields.get(key) is None else _text(fields, key)


def _one_of(fields: dict[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    value = _text(fields, key)
    if value not in allowed:
        raise ValueError(f"{key} is not one of {', '.join(allowed)}")
    return value


def _seconds(fields: dict[str, Any], key: str) -> float | None:
    """The time under `key`, given in ms since the epoch, in seconds."""
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{key} is not a number")
    return value / 1000


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
