"""What the wheel is made of agrees with the rest of the repository."""

import importlib.util
import json
import sys
from importlib.metadata import distribution
from itertools import combinations
from pathlib import Path

import jupyterlite_auth_bridge
import pytest
from jupyterlite_auth_bridge.normal_form import FORMAT
from jupyterlite_auth_bridge.variants import FEATURES
from packaging.version import Version

from repository import ADDON, PACKAGES, ROOT

LABEXTENSION = Path(sys.prefix) / "share/jupyter/labextensions/jupyterlite-auth-bridge"
HOOK = ADDON / "hatch_build.py"


def version_of(package_json: Path) -> Version:
    return Version(json.loads(package_json.read_text(encoding="utf-8"))["version"])


def test_one_version_everywhere() -> None:
    installed = distribution("jupyterlite-auth-bridge").version
    assert installed == jupyterlite_auth_bridge.__version__
    assert Version(installed) == version_of(ROOT / "package.json")
    assert Version(installed) == version_of(LABEXTENSION / "package.json")
    (helper,) = (LABEXTENSION / "static" / "pypi").glob("*.whl")
    assert helper.name == f"jupyterlite_auth-{Version(installed)}-py3-none-any.whl"


def test_the_worker_takes_the_configuration_s_format() -> None:
    source = (PACKAGES / "protocol/src/config-format.ts").read_text(encoding="utf-8")
    assert f"export const CONFIG_FORMAT = {FORMAT};\n" in source


def test_the_licence_is_the_repository_s() -> None:
    assert (ADDON / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_lab_extension_is_installed_with_the_kernel_helper() -> None:
    assert json.loads((LABEXTENSION / "install.json").read_text())["packageManager"] == "python"
    assert list((LABEXTENSION / "static" / "pypi").glob("jupyterlite_auth-*.whl"))


def test_the_workers_in_the_wheel_are_the_repository_s() -> None:
    installed = distribution("jupyterlite-auth-bridge").locate_file("jupyterlite_auth_bridge")
    bundles = contents(Path(str(installed)) / "service-worker")
    assert bundles == contents(PACKAGES / "service-worker" / "dist")
    choices = [list(choice) for n in range(len(FEATURES) + 1) for choice in combinations(FEATURES, n)]
    assert bundles.keys() == {"oauth.js", *(".".join(["bridge", *each, "js"]) for each in choices)}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_build_names_each_part_that_is_missing(hook, tmp_path: Path) -> None:
    assert hook.missing_parts(tmp_path) == hook.PARTS
    made = tmp_path / hook.SECOND_SCRIPT
    made.parent.mkdir(parents=True)
    made.write_text("")
    parts = [part for part in hook.PARTS if part != hook.SECOND_SCRIPT]
    assert hook.missing_parts(tmp_path) == parts


def test_the_build_ends_in_one_line_without_the_parts(hook, tmp_path: Path) -> None:
    lines: list[str] = []

    class App:
        def abort(self, message: str) -> None:
            lines.append(message)
            raise SystemExit(1)

    folder = tmp_path / "addon"
    folder.mkdir()
    built = hook.BuiltPartsHook(str(folder), {}, None, None, "", "", App())
    with pytest.raises(SystemExit):
        built.initialize("standard", {})
    assert len(lines) == 1 and "npm run build" in lines[0] and "\n" not in lines[0]
