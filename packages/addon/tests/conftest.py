"""The tests run against the installed wheel: what site owners get is what is tested."""

from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest


def _why_not_installed() -> str | None:
    try:
        location = Path(str(distribution("jupyterlite-auth-bridge").locate_file("")))
    except PackageNotFoundError:
        return "jupyterlite-auth-bridge is not installed"
    spec = find_spec("jupyterlite_auth_bridge")
    origin = Path(spec.origin) if spec and spec.origin else None
    if origin is None or location.resolve() not in origin.resolve().parents:
        return "jupyterlite_auth_bridge is imported from another place than it is installed in"
    bundle = origin.with_name("service-worker") / "bridge.js"
    return None if bundle.is_file() else "jupyterlite-auth-bridge is installed, but not as a wheel"


def pytest_sessionstart() -> None:
    reason = _why_not_installed()
    if reason:
        pytest.exit(f"{reason}: run `npm run build`, then pip install dist/*.whl", returncode=2)
