"""The shape of the worker, which the bundle relies on."""

import json

import pytest
from jupyterlite_auth_bridge.bake import bake, find_marker, to_script_literal

BUNDLE = b"self.read = [AUTH_BRIDGE_CONFIG, AUTH_BRIDGE_BUILD, AUTH_BRIDGE_OAUTH];\n//# a comment at the end"
CONFIG = {"providers": {}, "kernel": {"env": {"A": "</script>\u2028\u2029\ud800'\"\\"}}}
STOCK = b'"use strict";/* \xe2\x80\xa8 */onfetch=1'


def test_the_parts_stand_in_their_order() -> None:
    worker = bake(BUNDLE, CONFIG, STOCK, "1.2.3")
    marker = find_marker(worker)
    assert marker is not None
    build = marker.removeprefix(b"/* jupyterlite-auth-bridge 1.2.3 build:").removesuffix(b" */\n")
    assert len(build) == 16
    assert worker == (
        marker
        + b"(function (AUTH_BRIDGE_CONFIG, AUTH_BRIDGE_BUILD, AUTH_BRIDGE_PYODIDE, "
        + b"AUTH_BRIDGE_OAUTH) {\n"
        + BUNDLE
        + b"\n})("
        + to_script_literal(CONFIG).encode("ascii")
        + b', "'
        + build
        + b'", null, null);\n'
        + STOCK
        + b"\n"
    )


def test_the_configuration_is_safe_in_a_script_and_the_same_when_read() -> None:
    literal = to_script_literal(CONFIG)
    assert literal.isascii()
    assert "<" not in literal and "\n" not in literal
    assert json.loads(literal) == CONFIG


def test_a_folder_of_pyodide_is_baked_in_and_changes_the_build_id() -> None:
    worker = bake(BUNDLE, CONFIG, STOCK, "1", pyodide="https://cdn.example/pyodide/")
    assert b', "https://cdn.example/pyodide/", null);\n' in worker
    assert find_marker(worker) != find_marker(bake(BUNDLE, CONFIG, STOCK, "1"))


def test_the_path_of_the_second_script_is_baked_in_and_changes_the_build_id() -> None:
    worker = bake(BUNDLE, CONFIG, STOCK, "1", oauth="scripts/oauth.0.js")
    assert b', null, "scripts/oauth.0.js");\n' in worker
    assert find_marker(worker) != find_marker(bake(BUNDLE, CONFIG, STOCK, "1"))


def test_the_same_parts_give_the_same_bytes() -> None:
    assert bake(BUNDLE, CONFIG, STOCK, "1") == bake(BUNDLE, dict(CONFIG), STOCK, "1")


@pytest.mark.parametrize(
    "parts",
    [
        (BUNDLE + b" ", CONFIG, STOCK),
        (BUNDLE, {"providers": {}}, STOCK),
        (BUNDLE, CONFIG, STOCK + b" "),
    ],
    ids=["bundle", "config", "stock"],
)
def test_the_build_id_changes_with_each_part(parts: tuple) -> None:
    before = find_marker(bake(BUNDLE, CONFIG, STOCK, "1"))
    assert find_marker(bake(*parts, "1")) not in (None, before)


@pytest.mark.parametrize(
    "worker",
    [
        b"",
        STOCK,
        b" /* jupyterlite-auth-bridge 1 build:0123456789abcdef */\n",
        b"/* jupyterlite-auth-bridge",
    ],
)
def test_other_workers_have_no_marker(worker: bytes) -> None:
    assert find_marker(worker) is None
