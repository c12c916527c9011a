"""URLs in auth.json: the same table of reasons as the TypeScript parser's (parse-config-url.ts).

A URL has one spelling only: what is written is what the browser compares with. Python's own
URL parser reads URLs in another way than browsers do, so what it would have to judge is refused.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

WEB_URL_WORDS = "an https URL (http only for a loopback host)"

ASCII = "ASCII without spaces: an international host name in punycode (xn--...)"
BACKSLASH = "a URL without a backslash"
FRAGMENT = "a URL without a fragment (#)"
QUERY = "a URL without a query (?)"
QUERY_CHARACTERS = "a query whose special characters are percent-encoded"
USERINFO = "a URL without a user name or password"
HOST = (
    "a plain host: lower-case ASCII letters, digits, hyphens and dots, no wildcard, "
    "no dot at the end; an IP address in its shortest form"
)
PORT = "a port from 1 to 65535 that is not the default of its scheme"
HTTPS = "https (http only for localhost, *.localhost, 127.0.0.0/8 and [::1])"
ORIGIN_ONLY = "an origin: no path and no slash at the end"
ENCODED_SEPARATOR = "a path without an encoded slash, backslash, dot, percent or control character"
PERCENT = "a path in which % only begins an escape such as %20"
DOT_SEGMENT = "a path without dot segments"
EMPTY_SEGMENT = "a path without empty segments (//)"
PATH_CHARACTERS = (
    "a plain path of letters, digits and - . _ ~ ! & , = : @ (others percent-encoded): "
    "no wildcard, no regular expression"
)


@dataclass(frozen=True)
class UrlKind:
    expected: str
    reach: Literal["origin", "path", "query"]
    relative: bool = False


@dataclass(frozen=True)
class HostKind:
    expected: str
    characters: re.Pattern[str]


WEB_URL = UrlKind(WEB_URL_WORDS, "path")
# RFC 6749 section 3.1 allows an endpoint a query, never a fragment.
ENDPOINT_URL = UrlKind(WEB_URL_WORDS, "query")
RULE_URL = UrlKind(f"{WEB_URL_WORDS} or a path relative to the site", "path", relative=True)
# Where a credential is tried: on the site itself too.
CHECK_URL = UrlKind(RULE_URL.expected, "query", relative=True)
ORIGIN = UrlKind("an origin such as 'https://platform.example'", "origin")
HOST_AND_PORT = HostKind(
    "a host such as 'platform.example' or 'localhost:8001': no scheme and no path",
    re.compile(r"[A-Za-z0-9.:\[\]*_-]+"),
)
HOST_NAME = HostKind(
    "a host name such as 'tenant.eu.auth0.com': no scheme, port or path",
    re.compile(r"[A-Za-z0-9.*_-]+"),
)

_USERINFO = re.compile(r"(?:[a-z][a-z0-9+.-]*:[\\/]*|[\\/]{2,})[^\\/?#]*@", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ABSOLUTE = re.compile(r"(https?)://([^/?]*)(/[^?]*)?(\?.*)?")
_QUERY = re.compile(r"(?:\?[A-Za-z0-9._~!$&()*+,;=:@/?%-]*)?")
_PATH_TESTS = [
    (re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE), PERCENT),
    (re.compile(r"%(?:2[ef5]|5c|[01][0-9a-f]|7f)", re.IGNORECASE), ENCODED_SEPARATOR),
    (re.compile(r"/\.\.?(?:/|\Z)"), DOT_SEGMENT),
    (re.compile(r"[^A-Za-z0-9._~!&,=:@%/-]"), PATH_CHARACTERS),
    (re.compile(r"//"), EMPTY_SEGMENT),
]


def without_userinfo(text: str) -> str:
    """Returns what an error may show of a URL: no password that stands in it."""
    return re.sub(r"\A.*@", "***@", text, flags=re.DOTALL)


def scheme_of_host(text: str) -> str:
    """Returns what calls to a host, with its port or without, go by: http where it is a loopback host."""
    return "http" if _is_loopback(re.sub(r":[0-9]*\Z", "", text)) else "https"


def why_not(text: str, kind: UrlKind | HostKind) -> str | None:
    """Returns what the URL or host should be, or None where it is good."""
    if isinstance(kind, HostKind):
        return _why_not_host(text, kind)
    if _USERINFO.match(text):
        return USERINFO
    early = _why_not_characters(text, kind)
    if early:
        return early
    if kind.relative and text and not _SCHEME.match(text) and not text.startswith("//"):
        path, mark, query = text.partition("?")
        rooted = re.sub(r"\A(?:\./|/)?", "/", path, count=1)
        return _why_not_path(rooted) or _why_not_query(mark + query)
    match = _ABSOLUTE.fullmatch(text)
    if not match:
        return kind.expected
    scheme, authority, path, query = (part or "" for part in match.groups())
    if kind.reach == "origin" and path + query:
        return ORIGIN_ONLY
    reason = _why_not_authority(scheme, authority) or (_why_not_path(path) if path else None)
    return reason or _why_not_query(query)


def _why_not_host(text: str, kind: HostKind) -> str | None:
    if not kind.characters.fullmatch(text):
        return kind.expected
    return _why_not_authority(scheme_of_host(text), text)


def _why_not_characters(text: str, kind: UrlKind) -> str | None:
    if re.search(r"[^\x21-\x7e]", text):
        return ASCII
    if "\\" in text:
        return BACKSLASH
    if "#" in text:
        return FRAGMENT
    return QUERY if kind.reach != "query" and "?" in text else None


def _why_not_path(path: str) -> str | None:
    return next((reason for pattern, reason in _PATH_TESTS if pattern.search(path)), None)


def _why_not_query(query: str) -> str | None:
    return None if _QUERY.fullmatch(query) else QUERY_CHARACTERS


def _why_not_authority(scheme: str, authority: str) -> str | None:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", authority)
    host, port = match.groups() if match else ("", None)
    if not _is_host(host):
        return HOST
    if port is not None and not _is_port(scheme, port):
        return PORT
    return None if scheme == "https" or _is_loopback(host) else HTTPS


def _is_port(scheme: str, port: str) -> bool:
    standard = "443" if scheme == "https" else "80"
    return bool(re.fullmatch(r"[1-9][0-9]{0,4}", port)) and int(port) <= 65535 and port != standard


def _is_loopback(host: str) -> bool:
    return (
        host in ("localhost", "[::1]")
        or host.endswith(".localhost")
        or bool(re.fullmatch(r"127\.[0-9]+\.[0-9]+\.[0-9]+", host))
    )


def _is_host(host: str) -> bool:
    if len(host) > 253:
        return False
    if host.startswith("["):
        return _is_ipv6(host[1:-1])
    labels = host.split(".")
    # The URL Standard reads a host that ends in a number as an IPv4 address.
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return _is_ipv4(host)
    return all(_is_label(label) for label in labels)


def _is_label(label: str) -> bool:
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", label):
        return False
    return _is_punycode(label[4:]) if label.startswith("xn--") else True


def _is_punycode(text: str) -> bool:
    """Whether this is the one spelling of a name that is not ASCII (RFC 3492)."""
    try:
        name = text.encode("ascii").decode("punycode")
        same = name.encode("punycode").decode("ascii") == text
    except (ValueError, OverflowError):
        return False
    return (
        same
        and not name.isascii()
        and unicodedata.normalize("NFKC", name.lower()) == name
        and all(c == "-" or unicodedata.category(c)[0] in "LMNS" for c in name)
    )


def _is_ipv4(host: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        return False


def _is_ipv6(text: str) -> bool:
    # An IPv4 address in IPv6 clothes is a second spelling of the same host.
    if not re.fullmatch(r"[0-9a-f:]+", text) or text.startswith("::ffff:"):
        return False
    try:
        return str(ipaddress.IPv6Address(text)) == text
    except ValueError:
        return False
