"""The form in which the worker gets auth.json: every default filled in, every preset expanded.

The TypeScript parser (packages/protocol/src/parse-config.ts) yields the same from the same file;
the fixtures that both are tested with say what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from .urls import scheme_of_host

# The worker takes no other one: `CONFIG_FORMAT` of the protocol.
FORMAT = 1

Object = dict[str, Any]

SIGN_IN_METHODS = ["host", "popup", "redirect", "device"]
DEFAULT_SCOPE = "openid profile email"
# What JavaScript's encodeURIComponent leaves as it is, beside letters and digits.
UNESCAPED = "-_.!~*'()"


def baked(config: Object) -> Object:
    """Returns what goes into the worker's script, for a configuration as `normal_form` takes it."""
    return {"format": FORMAT, "config": normal_form(config)}


def normal_form(config: Object) -> Object:
    """Returns the normal form of a configuration that `parse_config_text` has let through."""
    host, kernel = config.get("host"), config.get("kernel", {})
    return {
        "providers": {key: _provider(key, each) for key, each in config["providers"].items()},
        "apis": [_rule(index, rule) for index, rule in enumerate(config.get("apis", []))],
        **({} if host is None else {"host": {"profile": "mat3ra", **host}}),
        "kernel": {"env": {}, "sealed": False, **kernel},
    }


def _rule(index: int, rule: Object) -> Object:
    return {"index": index, "access": "allow", "attach": "unless-present", **rule}


def _provider(key: str, written: Object) -> Object:
    return {"id": key, **PROVIDERS[written["type"]](key, written)}


def _oidc(key: str, written: Object) -> Object:
    name = written.get("preset")
    preset = PRESETS[name](written) if name else {}
    own = {"preset", *PRESET_KEYS.get(name or "", ())}
    said = {name: value for name, value in written.items() if name not in own}
    defaults = {
        "label": key,
        "scope": DEFAULT_SCOPE if "issuer" in {**preset, **said} else "",
        "signIn": SIGN_IN_METHODS,
        "dpop": False,
        "clockTolerance": 30,
    }
    parameters = {**preset.get("parameters", {}), **said.get("parameters", {})}
    return {**defaults, **preset, **said, "parameters": parameters}


def _token(key: str, written: Object) -> Object:
    return {"label": key, "scheme": "Bearer", "signIn": ["host", "form"], **written}


def _basic(key: str, written: Object) -> Object:
    return {"label": key, **written, "signIn": ["form"]}


def _labarchives(_: str, written: Object) -> Object:
    url = written.get("url", "https://api.labarchives.com")
    return {"label": "LabArchives", **written, "url": _without_slash(url), "signIn": ["form"]}


def _none(key: str, written: Object) -> Object:
    return {"label": key, **written}


PROVIDERS: dict[str, Callable[[str, Object], Object]] = {
    "oidc": _oidc,
    "token": _token,
    "basic": _basic,
    "labarchives": _labarchives,
    "none": _none,
}


def _mat3ra(written: Object) -> Object:
    host = written.get("host", "platform.mat3ra.com")
    return {
        "label": "Mat3ra",
        "issuer": f"{scheme_of_host(host)}://{host}/oidc",
        "clientId": "cli-device-client",
        "signIn": ["host", "device"],
    }


def _auth0(written: Object) -> Object:
    audience = written.get("audience")
    return {
        "label": "Auth0",
        "issuer": f"https://{written['domain']}/",
        "scope": f"{DEFAULT_SCOPE} offline_access",
        **({} if audience is None else {"parameters": {"audience": audience}}),
    }


def _google(_: Object) -> Object:
    return {
        "label": "Google",
        "issuer": "https://accounts.google.com",
        "signIn": ["popup", "redirect", "device"],
        "parameters": {"access_type": "offline"},
    }


def _keycloak(written: Object) -> Object:
    realm = quote(written["realm"], safe=UNESCAPED)
    return {"label": "Keycloak", "issuer": f"{_without_slash(written['url'])}/realms/{realm}"}


# Where this is from, the TypeScript parser says (parse-config-preset.ts).
SG_CONNECT = {
    "PRD": ("sso.sgmarkets.com", "L2"),
    "HOM": ("sgconnect-hom.fr.world.socgen", "L1"),
}


def _sgconnect(written: Object) -> Object:
    host, level = SG_CONNECT[written.get("environment", "PRD")]
    base = f"https://{host}/sgconnect/oauth2"
    return {
        "label": "SG Connect",
        "endpoints": {
            "token": f"{base}/access_token",
            "authorization": f"{base}/authorize",
            "userinfo": f"{base}/userinfo",
        },
        "scope": "openid profile",
        "signIn": ["popup", "redirect"],
        "parameters": {"acr_values": level},
    }


PRESETS: dict[str, Callable[[Object], Object]] = {
    "mat3ra": _mat3ra,
    "auth0": _auth0,
    "google": _google,
    "keycloak": _keycloak,
    "sgconnect": _sgconnect,
}
# What an auth.json says to a preset, which is gone once it is expanded.
PRESET_KEYS = {
    "mat3ra": ("host",),
    "auth0": ("domain", "audience"),
    "keycloak": ("url", "realm"),
    "sgconnect": ("environment",),
}


def _without_slash(url: str) -> str:
    return re.sub(r"/\Z", "", url)
