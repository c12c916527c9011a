"""A folder of a site owner, and the commands that they type in it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from repository import load_script

bake_site = load_script("bake_site")


class LiteSite:
    """Runs `jupyter lite` in a folder: the whole command, or only what the bridge adds to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = "_output"

    def copy_to(self, folder: Path) -> LiteSite:
        """Returns the same site, as built as it is, in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return LiteSite(folder)

    def write(self, name: str, value: object) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def worker(self) -> Path:
        return self.folder / self.output / "service-worker.js"

    def lite(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Runs the command, with every addon, in a process of its own."""
        jupyter = Path(sys.executable).with_name("jupyter-lite")
        env = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTERLITE")}
        return subprocess.run(
            [str(jupyter), *args],
            cwd=self.folder,
            env=env,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )

    def build(self, *args: str) -> str:
        """Builds the whole site; returns what the command printed."""
        done = self.lite("build", *args)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def bake(self, *args: str) -> str:
        """Does the bridge's part of a build; returns what it printed."""
        code, output = self._run_addon("build", *args)
        assert code == 0, output
        return output

    def refused(self, verb: str, *args: str) -> str:
        """Returns what the bridge's part of a command prints that fails."""
        code, output = self._run_addon(verb, *args)
        assert code != 0, output
        return output

    def passes(self, *args: str) -> bool:
        """Whether the bridge's part of `jupyter lite check` finds no fault."""
        return self._run_addon("check", *args)[0] == 0

    def _run_addon(self, verb: str, *args: str) -> tuple[int, str]:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = bake_site.run_addon(verb, self.folder, *args)
        return code, output.getvalue()
