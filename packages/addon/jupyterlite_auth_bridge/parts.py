"""Where the two halves of the worker come from: this package, and JupyterLite's app archive."""

from __future__ import annotations

import tarfile
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from .bake import find_marker
from .variants import features_of, script_for

DISTRIBUTION = "jupyterlite-auth-bridge"
ROOT = "package/"
WORKER = "service-worker.js"
SECOND_SCRIPTS = "auth-bridge-scripts"


class MissingPartError(Exception):
    """A part is not where it should be; the message says what to do."""


def read_bundle(config: dict[str, Any]) -> bytes:
    """Returns the bridge's half, with what this auth.json uses. Raises MissingPartError."""
    return _read_built("service-worker", script_for(config))


def read_oauth(config: dict[str, Any]) -> tuple[str, bytes] | None:
    """Returns the second script's path in the site and its bytes, None where it is not needed.

    Its name tells its contents: a browser that has the one has the other. Its folder has nothing
    else in it: a script can become the service worker of no other folder than its own.
    Raises MissingPartError.
    """
    if "oidc" not in features_of(config):
        return None
    script = _read_built("service-worker", "oauth.js")
    return f"{SECOND_SCRIPTS}/oauth.{sha256(script).hexdigest()[:16]}.js", script


def read_first_visit() -> str:
    """Returns the script for a link that brings a token, ASCII. Raises MissingPartError."""
    return _read_built("pages", "first-visit.js").decode("ascii")


def _read_built(folder: str, name: str) -> bytes:
    path = files(__package__) / folder / name
    if not path.is_file():
        raise MissingPartError(
            f"this {DISTRIBUTION} has no {name} in it: install it from its wheel"
        )
    return path.read_bytes()


def read_page(name: str) -> bytes:
    """Returns a page that the site gets as it is: `callback.html`, `help.html`."""
    return (files(__package__) / "pages" / name).read_bytes()


def read_stock(archive: Path | None) -> bytes:
    """Returns JupyterLite's half as its app archive has it. Raises MissingPartError."""
    stock, _ = _read_archive(archive) if archive else (b"", [])
    if not stock:
        raise MissingPartError("JupyterLite's app archive has no service-worker.js in it")
    if find_marker(stock) is not None:
        raise MissingPartError(
            "the app archive is of a site that has the bridge already: use JupyterLite's own"
        )
    return stock


def list_pages(archive: Path | None) -> list[str]:
    """Returns the paths of JupyterLite's pages below the site's root. Raises MissingPartError."""
    _, pages = _read_archive(archive) if archive else (b"", [])
    if not pages:
        raise MissingPartError("JupyterLite's app archive has no pages in it")
    return pages


def _read_archive(path: Path) -> tuple[bytes, list[str]]:
    try:
        return _read_tar(path, path.stat().st_mtime_ns)
    except (OSError, tarfile.TarError):
        raise MissingPartError("JupyterLite's app archive cannot be read") from None


@lru_cache(maxsize=2)
def _read_tar(path: Path, _changed: int) -> tuple[bytes, list[str]]:
    """Reads it once, which takes longer than all the rest: the worker, and the paths of the pages."""
    with tarfile.open(path, "r:*") as tar:
        names = tar.getnames()
        worker = f"{ROOT}{WORKER}"
        member = tar.extractfile(worker) if worker in names else None
        pages = [name.removeprefix(ROOT) for name in names if name.endswith("index.html")]
        return member.read() if member else b"", sorted(pages)
