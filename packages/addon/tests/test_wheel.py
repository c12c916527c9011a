"""What is in the wheel, as it is built: all of it, nothing else, and nothing of the machine."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from configparser import ConfigParser
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from repository import ADDON, PACKAGES, ROOT

EXTENSION = "data/data/share/jupyter/labextensions/jupyterlite-auth-bridge"
# What JupyterLab has already, and shares with extensions.
SHARED = ("@jupyterlab/", "@jupyterlite", "@lumino/", "react")
LICENCES = ["LICENSE", "THIRD-PARTY-LICENSES.txt"]


@pytest.fixture(scope="module")
def path() -> Path:
    (wheel,) = (ROOT / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def files(path: Path) -> dict[str, bytes]:
    return contents(zipfile.ZipFile(path))


@pytest.fixture(scope="module")
def metadata(files: dict[str, bytes]) -> Message:
    (text,) = (data for name, data in files.items() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(text.decode("utf-8"))


def contents(wheel: zipfile.ZipFile) -> dict[str, bytes]:
    return {name: wheel.read(name) for name in wheel.namelist() if not name.endswith("/")}


def below(folder: Path, prefix: str) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        f"{prefix}/{path.relative_to(folder).as_posix()}"
        for path in paths
        if "__pycache__" not in path.parts
    }


def test_has_what_is_built_and_nothing_else(path: Path, files: dict[str, bytes]) -> None:
    name = "-".join(path.name.split("-")[:2])
    module, info, extension = "jupyterlite_auth_bridge", f"{name}.dist-info", f"{name}.{EXTENSION}"
    assert files.keys() == {
        *below(ADDON / module, module),
        *below(PACKAGES / "protocol/schema", f"{module}/schema"),
        *below(PACKAGES / "service-worker/dist", f"{module}/service-worker"),
        f"{module}/pages/first-visit.js",
        *below(PACKAGES / "extension/labextension", extension),
        f"{extension}/install.json",
        *(f"{info}/{file}" for file in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")),
        *(f"{info}/licenses/{file}" for file in LICENCES),
    }
    assert not [each for each in files if "test" in each or each.endswith((".map", ".ts"))]


def test_has_no_word_of_the_machine_that_built_it(files: dict[str, bytes]) -> None:
    (helper,) = (data for name, data in files.items() if name.endswith(".whl"))
    inner = contents(zipfile.ZipFile(io.BytesIO(helper)))
    assert any(name.endswith("/_session.py") for name in inner)
    machine = [f"{folder}/".encode() for folder in (ROOT, Path.home(), tempfile.gettempdir())]
    machine += [b"file://", b"node_modules"]
    for name, data in {**files, **inner}.items():
        # The kernel's own file system has such a folder.
        text = data.replace(b'path = \\"/tmp/\\"', b"").replace(b'path = "/tmp/"', b"")
        assert [word for word in machine if word in text] == [], name


def test_is_built_of_the_same_bytes_again(path: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(ADDON)], check=True, capture_output=True, timeout=60)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_says_what_it_is_and_what_it_needs(path: Path, metadata: Message) -> None:
    assert path.name == f"jupyterlite_auth_bridge-{Version(metadata['Version'])}-py3-none-any.whl"
    assert metadata["Name"] == "jupyterlite-auth-bridge"
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "BSD-3-Clause AND MIT"
    assert metadata.get_all("License-File") == LICENCES
    wanted = [Requirement(each) for each in metadata.get_all("Requires-Dist")]
    needed = {each.name: each.specifier for each in wanted if each.marker is None}
    assert needed.keys() == {"jupyterlite-core", "jsonschema"}
    oldest_and_newest = ("0.7.0", "0.8.6")
    assert all(each in needed["jupyterlite-core"] for each in oldest_and_newest)
    assert "0.9.0" not in needed["jupyterlite-core"] and "0.6.9" not in needed["jupyterlite-core"]


def test_its_page_at_a_package_index_is_the_readme(metadata: Message) -> None:
    assert metadata["Description-Content-Type"] == "text/markdown"
    readme = (ADDON / "README.md").read_text(encoding="utf-8")
    assert metadata.get_payload() == readme
    assert len(metadata["Summary"]) < 200 and "\n" not in metadata["Summary"]
    # There is no repository around it there.
    assert "](" not in readme.replace("](https://", "")


def test_brings_the_addon_s_entry_point(files: dict[str, bytes]) -> None:
    (text,) = (data for name, data in files.items() if name.endswith("entry_points.txt"))
    entries = ConfigParser()
    entries.read_string(text.decode("utf-8"))
    assert {section: dict(entries[section]) for section in entries.sections()} == {
        "jupyterlite.addon.v0": {"auth-bridge": "jupyterlite_auth_bridge.addon:AuthBridgeAddon"}
    }


def test_has_the_licence_of_each_package_that_is_bundled_in_it(files: dict[str, bytes]) -> None:
    (report,) = (data for name, data in files.items() if name.endswith("third-party-licenses.json"))
    listed = {each["name"]: each["extractedText"] for each in json.loads(report)["packages"]}
    (texts,) = (data.decode() for name, data in files.items() if name.endswith(LICENCES[1]))
    bundled = [name for name in dependencies() if not name.startswith(SHARED)]
    assert {"oauth4webapi", "workbox-window"} <= set(bundled)
    for name in bundled:
        (licence,) = (ROOT / "node_modules" / name).glob("LICEN[CS]E*")
        text = licence.read_text(encoding="utf-8").strip()
        assert listed.get(name, "").strip() == text or f"\n{name}, in " in texts and text in texts


def dependencies() -> set[str]:
    manifests = [PACKAGES / name / "package.json" for name in ("service-worker", "extension")]
    return {
        name
        for path in manifests
        for name in json.loads(path.read_text(encoding="utf-8"))["dependencies"]
    }
