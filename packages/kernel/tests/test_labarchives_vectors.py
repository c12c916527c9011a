"""The vectors that the worker's signatures are tested with are labapi's own.

To renew them after a change of labapi or of CASES, run this file by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

import labapi.client
import pytest

FILE = Path(__file__).parents[2] / "service-worker/src/labarchives/labapi-vectors.json"
PLAIN_KEY = {"accessKeyId": "plain-key_id", "accessPassword": "s3cret/pass+word=="}
OTHER_KEY = {"accessKeyId": "ключ&=+ %/", "accessPassword": "пароль \U0001f511 ~*'\"\\"}
# A client in a kernel has nothing better.
STAND_IN = {"accessKeyId": "stand-in", "accessPassword": "jlab_stand-in"}
NOW = 1_784_030_400_123
BASE = "https://api.labarchives.com"

SIGNATURES: list[dict[str, Any]] = [
    {"about": "an ordinary call", **PLAIN_KEY, "method": "user_access_info", "expires": NOW},
    {"about": "another time", **PLAIN_KEY, "method": "user_access_info", "expires": NOW + 1},
    {"about": "text beyond ASCII", **OTHER_KEY, "method": "add_entry", "expires": NOW},
    {
        "about": "a key longer than a block of SHA-512",
        "accessKeyId": "id",
        "accessPassword": "0123456789abcdef" * 9,
        "method": "get_tree_level",
        "expires": 1,
    },
    {
        "about": "the example of LabArchives' own documentation",
        "accessKeyId": "0234wedkfjrtfd34er",
        "accessPassword": "1234567890",
        "method": "entry_attachment",
        "expires": 264433207000,
    },
]
CALLS: list[dict[str, Any]] = [
    {
        "about": "a sign-in",
        **PLAIN_KEY,
        "base": BASE,
        "path": "users/user_access_info",
        "parameters": {"login_or_email": "ada+lab@example.org", "password": "a b&c=d%é/+"},
        "now": NOW,
    },
    {
        "about": "a call for a tree, with ids as LabArchives makes them",
        **PLAIN_KEY,
        "base": f"{BASE}/",
        "path": "api/tree_tools/get_tree_level",
        "parameters": {"nbid": "MTUuNnwxMi8x|==", "parent_tree_id": "0", "uid": "28A/+="},
        "now": NOW,
    },
    {
        "about": "a base with a path, and a key that must be escaped",
        **OTHER_KEY,
        "base": "http://localhost:8001/labarchives",
        "path": "entries/add_entry",
        "parameters": {"part_type": "text entry", "pid": "a*~b", "uid": "u"},
        "now": NOW + 86_400_000,
    },
    {
        "about": "a call without parameters",
        **PLAIN_KEY,
        "base": BASE,
        "path": "/users//max_file_size/",
        "parameters": {},
        "now": 0,
    },
]
SIGN_INS: list[dict[str, Any]] = [
    {
        "about": "a path as callback",
        **PLAIN_KEY,
        "base": BASE,
        "redirectUri": "https://site.example/demo/auth-bridge/callback/3f9a/",
        "now": NOW,
    },
    {
        "about": "a callback with a query",
        **OTHER_KEY,
        "base": "http://localhost:8001/labarchives/",
        "redirectUri": "http://localhost:8000/callback?a=1&b=é%20+~*",
        "now": NOW,
    },
]


def client(key: dict[str, Any], base: str = BASE) -> labapi.client.Client:
    return labapi.client.Client(base, key["accessKeyId"], key["accessPassword"])


@contextmanager
def clock_at(now: int) -> Iterator[None]:
    """Stops labapi's clock at `now`, in ms since the epoch."""
    with patch("labapi.client.datetime", wraps=datetime) as clock:
        clock.now.return_value = datetime.fromtimestamp(now / 1000)
        yield


def call_url(case: dict[str, Any], key: dict[str, Any]) -> str:
    with clock_at(case["now"]):
        return client(key, case["base"]).construct_url(case["path"], case["parameters"])


def sign_in_url(case: dict[str, Any]) -> str:
    with clock_at(case["now"]):
        return client(case, case["base"]).generate_auth_url(case["redirectUri"])


def signature(case: dict[str, Any]) -> str:
    return client(case)._signature(case["method"], case["expires"])


def vectors() -> dict[str, Any]:
    """Every case with what labapi makes of it."""
    return {
        "package": f"labapi {version('labapi')}",
        "signatures": [{**case, "signature": signature(case)} for case in SIGNATURES],
        "calls": [
            {**case, "standIn": call_url(case, STAND_IN), "url": call_url(case, case)}
            for case in CALLS
        ],
        "signIns": [{**case, "url": sign_in_url(case)} for case in SIGN_INS],
    }


@pytest.mark.parametrize("part", ["package", "signatures", "calls", "signIns"])
def test_vectors_are_what_labapi_computes(part: str) -> None:
    assert json.loads(FILE.read_text("utf-8"))[part] == vectors()[part]


def test_labapi_reproduces_the_documented_signature() -> None:
    assert signature(SIGNATURES[-1]) == (
        "mT7pS+KgqlNseR0bo4YLQOVIsgOugMWzlQGllInXS25Q7VpA6lRmL0nUq/UUdrlF+WV7POYE1vcwvN/pnac7bw=="
    )


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=2) + "\n", "utf-8")
