"""Make a site out of one that is built: the same JupyterLite, with another auth.json.

usage: bake_site.py [--expose-app] BUILT (AUTH_JSON TARGET)...

Only the bridge's own addon runs, for each auth.json; JupyterLite is taken as it is. With
--expose-app scripts of the site's pages reach JupyterLab as `jupyterapp`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jupyterlite_core.addons import get_addon_implementations
from jupyterlite_core.app import LiteBuildApp, LiteCheckApp

APPS = {"build": LiteBuildApp, "check": LiteCheckApp}
OURS = "auth-bridge"
# What the bridge does not write into; the rest is copied.
LINKED = ("api", "build", "extensions", "files", "static")


def bake_site(built: Path, auth: Path, target: Path, *, expose_app: bool) -> None:
    """Makes `target` out of the folder of a built site; raises SystemExit if auth.json is wrong."""
    target.mkdir(parents=True)
    for path in built.iterdir():
        if path.name in LINKED:
            (target / path.name).symlink_to(path.resolve())
        elif path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copy2(path, target)
    if expose_app:
        lite = target / "jupyter-lite.json"
        settings = json.loads(lite.read_text(encoding="utf-8"))
        settings["jupyter-config-data"]["exposeAppInBrowser"] = True
        lite.write_text(json.dumps(settings), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(auth, Path(folder) / "auth.json")
        config = {"AuthBridgeAddon": {"config": "auth.json"}}
        (Path(folder) / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
        code = run_addon("build", Path(folder), f"--output-dir={target.resolve()}")
    if code:
        sys.exit(code)


def run_addon(verb: str, folder: Path, *options: str) -> int:
    """Runs `jupyter lite build` or `check` in this folder with no addon but the bridge's.

    Returns the exit code of the command; what it says goes to the standard output.
    """
    others = [name for name in get_addon_implementations() if name != OURS]
    app = APPS[verb]()
    with _working_in(folder):
        app.initialize([*(f"--disable-addons={name}" for name in others), *options])
        app.lite_manager.initialize()
        # doit's own default is what it was when doit was imported.
        app.lite_manager._doit_config["outfile"] = sys.stdout
        return app.lite_manager.doit_run(*app._doit_cmd)


@contextlib.contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


if __name__ == "__main__":
    options = [arg for arg in sys.argv[1:] if arg.startswith("--")]
    site, *pairs = [Path(arg) for arg in sys.argv[1:] if not arg.startswith("--")]
    for auth_json, folder in zip(pairs[::2], pairs[1::2], strict=True):
        bake_site(site, auth_json, folder, expose_app="--expose-app" in options)
