"""Which of the worker's scripts an auth.json needs: some are without what it does not use."""

from __future__ import annotations

import json
from typing import Any

FEATURE_OF_TYPE = {
    "oidc": "oidc",
    "token": "typed",
    "basic": "typed",
    "labarchives": "labarchives",
}


def features_of(config: dict[str, Any]) -> set[str]:
    """Returns what the providers need; the worker refuses an auth.json by the same words."""
    providers = config["providers"].values()
    features = {FEATURE_OF_TYPE.get(provider["type"], "") for provider in providers} - {""}
    if any(provider["type"] == "oidc" and provider.get("dpop") is True for provider in providers):
        features.add("dpop")
    return features


def choose_variant(variants: str, config: dict[str, Any]) -> str:
    """Returns the name of the first script that has all that is needed.

    `variants` is the list that comes with the scripts, as JSON: the smallest first, in the end the
    one that has everything.
    """
    needed = features_of(config)
    return next(each["file"] for each in json.loads(variants) if needed <= set(each["features"]))
