"""Where the tests find the rest of the repository."""

from pathlib import Path

ADDON = Path(__file__).resolve().parents[1]
PACKAGES = ADDON.parent
ROOT = PACKAGES.parent
FIXTURES = PACKAGES / "protocol" / "fixtures" / "config"
