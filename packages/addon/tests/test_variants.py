"""Which of the worker's scripts, and which pages, an auth.json gets."""

import re

import pytest
from jupyterlite_auth_bridge.variants import FEATURES, features_of, own_callbacks, script_for

from repository import PACKAGES

OIDC = {"type": "oidc", "issuer": "https://id.example", "clientId": "site"}
TOKEN, BASIC = {"type": "token"}, {"type": "basic"}
NONE, LABARCHIVES = {"type": "none"}, {"type": "labarchives"}
RULE = {"url": "/api", "provider": "p0"}


@pytest.mark.parametrize(
    ("providers", "more", "file"),
    [
        ([], {}, "bridge.js"),
        ([NONE], {"apis": [RULE]}, "bridge.js"),
        ([OIDC, NONE], {"kernel": {"sealed": False}}, "bridge.oidc.js"),
        ([{**OIDC, "dpop": True}], {}, "bridge.oidc.js"),
        ([TOKEN, BASIC], {}, "bridge.typed.js"),
        ([LABARCHIVES, OIDC, BASIC], {}, "bridge.oidc.typed.labarchives.js"),
        ([OIDC], {"host": {"origins": ["https://host.example"]}}, "bridge.oidc.host.js"),
        ([TOKEN], {"apis": [{**RULE, "access": "ask"}]}, "bridge.typed.strict.js"),
        ([TOKEN], {"apis": [{**RULE, "access": "deny"}]}, "bridge.typed.js"),
        ([OIDC], {"apis": [{**RULE, "roles": ["editor"]}]}, "bridge.oidc.strict.js"),
        ([], {"kernel": {"env": {}, "sealed": True}}, "bridge.strict.js"),
    ],
)
def test_the_script_that_has_what_is_needed(providers: list, more: dict, file: str) -> None:
    named = {f"p{index}": each for index, each in enumerate(providers)}
    assert script_for({"providers": named, **more}) == file


def test_what_is_needed_is_named_in_order() -> None:
    config = {"providers": {"a": LABARCHIVES, "b": OIDC}, "host": {}}
    assert features_of(config) == ["oidc", "labarchives", "host"]


@pytest.mark.parametrize(
    ("providers", "further"),
    [
        ([], []),
        ([NONE], []),
        ([OIDC], []),
        ([NONE, OIDC, NONE, OIDC, TOKEN], ["p3"]),
        ([TOKEN, OIDC, LABARCHIVES, OIDC], ["p3"]),
    ],
)
def test_providers_with_a_callback_of_their_own(providers: list, further: list) -> None:
    named = {f"p{index}": each for index, each in enumerate(providers)}
    assert own_callbacks({"providers": named}) == further


@pytest.mark.parametrize("path", ["src/variants/features.ts", "build.mjs"])
def test_the_worker_has_the_same_features(path: str) -> None:
    source = (PACKAGES / "service-worker" / path).read_text(encoding="utf-8")
    listed = re.search(r"const FEATURES = \[(.*)\]", source)
    assert listed and tuple(re.findall(r"'(\w+)'", listed[1])) == FEATURES
