"""The site's service worker: a marker, the bridge with its configuration, JupyterLite's worker."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

MARKER = re.compile(rb"/\* jupyterlite-auth-bridge \S+ build:([0-9a-f]{16}) \*/\n")


def bake(
    bundle: bytes,
    config: dict[str, Any],
    stock: bytes,
    version: str,
    *,
    pyodide: str | None = None,
    oauth: str | None = None,
) -> bytes:
    """Returns the script: the same bytes for the same parts.

    `bundle` is a classic script that reads AUTH_BRIDGE_CONFIG, AUTH_BRIDGE_BUILD,
    AUTH_BRIDGE_PYODIDE (`pyodide` or null) and AUTH_BRIDGE_OAUTH (`oauth`, the path of the second
    script, or null); `stock` comes after it, byte for byte.
    """
    literal, folder, second = (
        to_script_literal(each).encode("ascii") for each in (config, pyodide, oauth)
    )
    build = build_id(bundle, literal, stock, folder, second)
    return b"".join(
        [
            f"/* jupyterlite-auth-bridge {version} build:{build} */\n".encode("ascii"),
            b"(function (AUTH_BRIDGE_CONFIG, AUTH_BRIDGE_BUILD, AUTH_BRIDGE_PYODIDE, "
            b"AUTH_BRIDGE_OAUTH) {\n",
            bundle,
            b"\n})(",
            literal,
            f', "{build}", '.encode("ascii"),
            folder,
            b", ",
            second,
            b");\n",
            stock,
            b"\n",
        ]
    )


def find_marker(worker: bytes) -> bytes | None:
    """Returns the marker of a worker (version, build id), or None where it is not the bridge's."""
    match = MARKER.match(worker)
    return match[0] if match else None


def find_build(worker: bytes) -> str:
    """Returns the build id of a worker that `bake` made."""
    match = MARKER.match(worker)
    return match[1].decode("ascii") if match else ""


def build_id(*parts: bytes) -> str:
    """Returns 16 hexadecimal digits that change with any of the parts."""
    digests = b"".join(sha256(part).digest() for part in parts)
    return sha256(digests).hexdigest()[:16]


def to_script_literal(value: dict[str, Any] | str | None) -> str:
    """Returns JSON that is safe inside a script: ASCII, and no `<` that could begin a tag."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
