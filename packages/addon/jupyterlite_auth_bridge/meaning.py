"""What a JSON Schema cannot say of auth.json: URLs, and what its parts say of one another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from .config_error import Issue, Path, describe, quote
from .urls import (
    CHECK_URL,
    ENDPOINT_URL,
    HOST_AND_PORT,
    HOST_NAME,
    ORIGIN,
    RULE_URL,
    WEB_URL,
    HostKind,
    UrlKind,
    why_not,
    without_userinfo,
)

ENDPOINTS = (
    "token",
    "deviceAuthorization",
    "authorization",
    "userinfo",
    "revocation",
    "jwks",
    "endSession",
)
NOT_OF_NONE = {
    "attach": "a provider of type 'none' attaches nothing",
    "roles": "a provider of type 'none' has no users",
}
PROVIDER_URLS: dict[str, dict[str, UrlKind | HostKind]] = {
    "oidc": {
        "host": HOST_AND_PORT,
        "domain": HOST_NAME,
        "url": WEB_URL,
        "issuer": WEB_URL,
    },
    "token": {"checkUrl": CHECK_URL, "tokenUrl": ENDPOINT_URL},
    "basic": {"checkUrl": CHECK_URL},
    "labarchives": {"url": WEB_URL},
}


def url_issues(document: Any) -> Iterator[Issue]:
    """Yields what is wrong with each URL; what is no string is left to the schema."""
    for path, value, kind in _urls(document):
        reason = why_not(value, kind) if isinstance(value, str) else None
        if reason:
            yield Issue(path, quote(without_userinfo(value)), reason)


def provider_issues(document: Any) -> Iterator[Issue]:
    """Yields what is wrong with the providers that rules name."""
    providers = _get(document, "providers")
    if not isinstance(providers, dict):
        return
    for index, rule in _items(_get(document, "apis")):
        name = _get(rule, "provider")
        if not isinstance(name, str):
            continue
        path = ("apis", str(index))
        if name not in providers:
            yield Issue((*path, "provider"), quote(name), "the id of a provider in 'providers'")
        elif _get(providers[name], "type") == "none":
            yield from _none_issues(path, rule)


def _none_issues(path: Path, rule: dict[str, Any]) -> Iterator[Issue]:
    for key, why in NOT_OF_NONE.items():
        if key in rule:
            yield Issue((*path, key), describe(rule[key]), f"no '{key}': {why}")
    if rule.get("access") == "ask":
        words = "'allow' or 'deny': a provider of type 'none' has no sign-in to ask about"
        yield Issue((*path, "access"), '"ask"', words)


def denied_roles(document: Any) -> Iterator[Issue]:
    """Yields an issue for the roles of each rule that denies: they may be meant as the denied ones."""
    for index, rule in _items(_get(document, "apis")):
        if _get(rule, "access") == "deny" and "roles" in rule:
            words = "no 'roles': a rule that denies, denies everybody"
            yield Issue(("apis", str(index), "roles"), describe(rule["roles"]), words)


def exchange_issues(document: Any, bad: Collection[Path]) -> Iterator[Issue]:
    """Yields an issue where one-time codes would go to a page that is no host's."""
    host = _get(document, "host")
    url, path = _get(host, "exchange"), ("host", "exchange")
    if not isinstance(url, str) or path in bad:
        return
    origin = re.match(r"[a-z]+://[^/?]*", url)
    if origin is None or origin[0] not in (each for _, each in _items(_get(host, "origins"))):
        yield Issue(path, quote(url), "a URL on one of 'host.origins'")


def unreachable_rules(document: Any, bad: Collection[Path]) -> Iterator[Issue]:
    """Yields an issue for each rule all of whose calls an earlier rule takes.

    `bad` has the paths of issues found so far: a rule with one is not looked at.
    """
    bad_rules = {path[1] for path in bad if len(path) > 1 and path[0] == "apis"}
    good: list[tuple[int, list[str], list[str] | None]] = []
    for index, rule in _items(_get(document, "apis")):
        if str(index) in bad_rules:
            continue
        prefix, methods = _prefix_pieces(rule["url"]), rule.get("methods")
        for earlier, start, taken in good:
            if prefix[: len(start)] == start and _covers(taken, methods):
                yield Issue(
                    ("apis", str(index)),
                    "a duplicate rule, never reached"
                    if prefix == start
                    else "a rule that is never reached",
                    f"calls that rule {earlier} does not match already: the first match wins",
                )
                break
        good.append((index, prefix, methods))


def _urls(document: Any) -> Iterator[tuple[Path, Any, UrlKind | HostKind]]:
    for name, provider in _entries(_get(document, "providers")):
        kind = _get(provider, "type")
        path = ("providers", name)
        for key, url_kind in PROVIDER_URLS.get(kind if isinstance(kind, str) else "", {}).items():
            yield (*path, key), _get(provider, key), url_kind
        if kind == "oidc":
            endpoints = _get(provider, "endpoints")
            for key in ENDPOINTS:
                yield (*path, "endpoints", key), _get(endpoints, key), ENDPOINT_URL
    for index, rule in _items(_get(document, "apis")):
        yield ("apis", str(index), "url"), _get(rule, "url"), RULE_URL
    host = _get(document, "host")
    for index, origin in _items(_get(host, "origins")):
        yield ("host", "origins", str(index)), origin, ORIGIN
    yield ("host", "exchange"), _get(host, "exchange"), ENDPOINT_URL


def _prefix_pieces(url: str) -> list[str]:
    """Returns what the URL is relative to, then its path segments."""
    match = re.fullmatch(r"(https?://[^/]*|/|(?:\./)?)(.*)", url)
    base, path = match.groups() if match else ("", url)
    return ["" if base == "./" else base, *(piece for piece in path.split("/") if piece)]


def _covers(taken: list[str] | None, methods: list[str] | None) -> bool:
    return taken is None or (methods is not None and set(methods) <= set(taken))


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else ()


def _items(value: Any) -> Iterator[tuple[int, Any]]:
    yield from enumerate(value) if isinstance(value, list) else ()
