"""Where the tests find the rest of the repository."""

import importlib.util
from pathlib import Path
from types import ModuleType

ADDON = Path(__file__).resolve().parents[1]
PACKAGES = ADDON.parent
ROOT = PACKAGES.parent
FIXTURES = PACKAGES / "protocol" / "fixtures" / "config"


def load_script(name: str) -> ModuleType:
    """Imports a script of `scripts/`, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
