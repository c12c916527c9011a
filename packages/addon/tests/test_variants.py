"""Which of the worker's scripts an auth.json gets."""

import json

import pytest
from jupyterlite_auth_bridge.variants import choose_variant, features_of

from repository import PACKAGES

VARIANTS = (PACKAGES / "service-worker/src/variants/variants.json").read_text(encoding="utf-8")
OIDC = {"type": "oidc", "issuer": "https://id.example", "clientId": "site"}
BOUND = {**OIDC, "dpop": True}
TOKEN, BASIC = {"type": "token"}, {"type": "basic"}
NONE, LABARCHIVES = {"type": "none"}, {"type": "labarchives"}


@pytest.mark.parametrize(
    ("providers", "features", "file"),
    [
        ([], set(), "auth-bridge.typed.js"),
        ([NONE], set(), "auth-bridge.typed.js"),
        ([TOKEN, BASIC], {"typed"}, "auth-bridge.typed.js"),
        ([LABARCHIVES], {"labarchives"}, "auth-bridge.forms.js"),
        ([LABARCHIVES, BASIC], {"labarchives", "typed"}, "auth-bridge.forms.js"),
        ([OIDC, NONE], {"oidc"}, "auth-bridge.oidc.js"),
        ([{**OIDC, "dpop": False}], {"oidc"}, "auth-bridge.oidc.js"),
        ([OIDC, BOUND], {"oidc", "dpop"}, "auth-bridge.js"),
        ([OIDC, TOKEN], {"oidc", "typed"}, "auth-bridge.js"),
        ([OIDC, LABARCHIVES], {"oidc", "labarchives"}, "auth-bridge.js"),
    ],
)
def test_the_first_that_has_what_is_needed(providers: list, features: set, file: str) -> None:
    config = {"providers": {f"p{index}": each for index, each in enumerate(providers)}}
    assert features_of(config) == features
    assert choose_variant(VARIANTS, config) == file


def test_the_last_has_everything() -> None:
    variants = [set(variant["features"]) for variant in json.loads(VARIANTS)]
    assert variants[-1] == set.union(*variants)
