"""Which scripts and pages an auth.json needs: there is one worker for each choice of features."""

from __future__ import annotations

from typing import Any

# As `features.ts` of the worker has them, in its order.
FEATURES = ("oidc", "typed", "labarchives", "host", "strict")
FEATURE_OF_TYPE = {
    "oidc": "oidc",
    "token": "typed",
    "basic": "typed",
    "labarchives": "labarchives",
}


def features_of(config: dict[str, Any]) -> list[str]:
    """Returns what an auth.json needs; the worker refuses one by the same words."""
    needed = {FEATURE_OF_TYPE.get(each["type"]) for each in config["providers"].values()}
    if "host" in config:
        needed.add("host")
    asks = any(rule.get("access") == "ask" or "roles" in rule for rule in config.get("apis", []))
    if asks or config.get("kernel", {}).get("sealed"):
        needed.add("strict")
    return [feature for feature in FEATURES if feature in needed]


def own_callbacks(config: dict[str, Any]) -> list[str]:
    """Returns the OIDC providers that users come back to at `auth-bridge/callback/<id>`.

    All but the site's first one: as the worker has it (`redirect-uri.ts`).
    """
    return [key for key, each in config["providers"].items() if each["type"] == "oidc"][1:]


def script_for(config: dict[str, Any]) -> str:
    """Returns the name of the script that has what is needed, and no more."""
    return ".".join(["bridge", *features_of(config), "js"])
