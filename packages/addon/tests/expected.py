"""What the tests of builds have in common: an auth.json, and what a build makes of it."""

import tarfile

from jupyterlite_auth_bridge import __version__
from jupyterlite_auth_bridge.bake import bake
from jupyterlite_auth_bridge.normal_form import baked
from jupyterlite_auth_bridge.parts import read_bundle, read_oauth
from jupyterlite_core.constants import ALL_APP_ARCHIVES

CONFIG = {
    "$schema": "./auth-config.v1.schema.json",
    "providers": {
        "platform": {
            "type": "oidc",
            "issuer": "https://platform.example/oidc",
            "clientId": "cli-device-client",
        }
    },
    "apis": [{"url": "https://platform.example/api/", "provider": "platform"}],
}
BAKED = {key: value for key, value in CONFIG.items() if key != "$schema"}
WITH_BRIDGE = {"AuthBridgeAddon": {"config": "auth.json"}}

with tarfile.open(ALL_APP_ARCHIVES[-1]) as archive:
    STOCK = archive.extractfile("package/service-worker.js").read()


def expected_worker(config: dict) -> bytes:
    oauth, _ = read_oauth(config) or (None, b"")
    return bake(read_bundle(config), baked(config), STOCK, __version__, oauth=oauth)


def assert_one_line(output: str, *words: str) -> None:
    """The words stand in one line, the task's own report aside, and no stack trace is near."""
    assert "Traceback" not in output
    lines = [line for line in output.splitlines() if line.startswith("auth bridge: ")]
    assert len(lines) == 1, output
    for word in words:
        assert word in lines[0], lines[0]
