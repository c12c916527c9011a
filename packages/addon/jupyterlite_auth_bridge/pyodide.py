"""Where the site's kernels load Pyodide from: sealed ones may load it from there alone."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin

KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"


def pyodide_folder(output: Path) -> str | None:
    """Returns the URL of the folder, ending in a slash; None where it is a part of the site."""
    # The Pyodide kernel's addon may enter it in jupyter-lite.json only after ours has run.
    if (output / "static" / "pyodide" / "pyodide.mjs").is_file():
        return None
    url = _configured_url(output / "jupyter-lite.json") or _default_url()
    elsewhere = url is not None and url.startswith(("https://", "http://"))
    return urljoin(url, ".") if elsewhere else None


def _configured_url(path: Path) -> str | None:
    if not path.is_file():
        return None
    value = json.loads(path.read_text(encoding="utf-8"))
    for key in ("jupyter-config-data", "litePluginSettings", KERNEL_PLUGIN, "pyodideUrl"):
        # What JupyterLite itself makes of a file of another shape, it says.
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _default_url() -> str | None:
    try:
        from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL
    except ImportError:
        return None
    return f"{PYODIDE_CDN_URL}/"
