"""What a site owner does with the wheel, in an environment of its own: the documentation's steps,
an upgrade."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from jupyterlite_auth_bridge.bake import find_build

from repository import ADDON, ROOT, load_script

GET_STARTED = ROOT / "docs" / "get-started.md"
OLDER = (b"remoteEntry.older", b"/* older */")


class Owner:
    """A folder, an environment without the bridge, and a shell in them; no network."""

    def __init__(self, folder: Path) -> None:
        self.tools = load_script("wheel_env")
        self.env = folder / "env"
        self.tools.make_env(self.env)
        self.site = folder / "site"
        self.site.mkdir()
        self.output = self.site / "_output"
        (self.wheel,) = (ROOT / "dist").glob("*.whl")

    def run(self, script: str, *, fails: bool = False) -> str:
        keep = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")}
        env = {
            **keep,
            "PATH": f"{self.env / 'bin'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheel.parent),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        done = subprocess.run(
            ["sh", "-e"],
            # pip asks before it uninstalls.
            input=script.replace("pip uninstall", "yes | pip uninstall"),
            cwd=self.site,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout
        return done.stdout

    def write(self, name: str, text: str) -> None:
        (self.site / name).write_text(text, encoding="utf-8")

    @property
    def worker(self) -> bytes:
        return (self.output / "service-worker.js").read_bytes()

    def built(self) -> dict[str, bytes]:
        paths = (path for path in self.output.rglob("*") if path.is_file())
        return {path.relative_to(self.output).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path)


def samples(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)


def test_get_started_goes_as_it_says(owner: Owner) -> None:
    install, build, _, uninstall = samples(GET_STARTED, "sh")
    auth, config = samples(GET_STARTED, "json")
    owner.run(install)
    owner.write("auth.json", auth)
    owner.write("jupyter_lite_config.json", config)
    owner.run(build)
    assert find_build(owner.worker)
    page = (owner.output / "lab/index.html").read_text("utf-8")
    assert find_build(owner.worker) in page

    owner.run(uninstall)
    assert "No module" in owner.run("python -c 'import jupyterlite_auth_bridge'", fails=True)
    ours = [
        name
        for name, data in owner.built().items()
        if "auth-bridge" in name or b"auth-bridge" in data or b"auth_bridge" in data
    ]
    assert ours == []
    assert len(owner.built()) > 100


def test_the_wheel_s_own_page_says_the_same() -> None:
    assert samples(ADDON / "README.md", "sh") == samples(GET_STARTED, "sh")[:2]


def test_an_upgrade_leaves_nothing_of_the_older_wheel(owner: Owner, tmp_path: Path) -> None:
    older = owner.tools.make_older_wheel(tmp_path / "older")
    owner.tools.install(owner.env, older)
    auth, config = samples(GET_STARTED, "json")
    owner.write("auth.json", auth)
    owner.write("jupyter_lite_config.json", config)
    owner.run("jupyter lite build && jupyter lite check")
    first = owner.built()
    assert all(any(mark in data for data in first.values()) for mark in OLDER)
    assert owner.worker.startswith(b"/* jupyterlite-auth-bridge 0.0.9 build:")

    *_, upgrade, _ = samples(GET_STARTED, "sh")
    install, build = upgrade.splitlines()
    owner.run(install)
    assert "of another version" in owner.run("jupyter lite check", fails=True)
    owner.run(f"{build} && jupyter lite check")
    second = owner.built()
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    build = find_build(owner.worker)
    assert owner.worker.startswith(f"/* jupyterlite-auth-bridge {version} build:{build}".encode())
    before = find_build(first["service-worker.js"])
    assert build != before
    assert [name for name, data in second.items() if any(mark in data for mark in OLDER)] == []
    pages = [name for name, data in first.items() if f'content="{before}"'.encode() in data]
    assert len(pages) > 5
    assert [name for name in pages if f'content="{build}"'.encode() not in second[name]] == []
    assert [name for name, data in second.items() if before.encode() in data] == []

    (script,) = (name for name in second if name.startswith("auth-bridge-scripts/"))
    assert script not in first and f'"{script}");'.encode() in owner.worker
    extension = "extensions/jupyterlite-auth-bridge/"
    mine = {name for name in second if name.startswith(extension)}
    with_wheel = owner.env / "share/jupyter/labextensions/jupyterlite-auth-bridge"
    assert mine == {
        f"{extension}{path.relative_to(with_wheel).as_posix()}"
        for path in with_wheel.rglob("*")
        if path.is_file()
    }
    manifest = json.loads(second[f"{extension}package.json"])
    assert manifest["version"] == version
    assert f"{extension}{manifest['jupyterlab']['_build']['load']}" in second
