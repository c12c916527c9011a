"""Where kernels load Pyodide from."""

import json
from pathlib import Path

import pytest
from jupyterlite_auth_bridge.pyodide import KERNEL_PLUGIN, pyodide_folder
from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

CDN = "https://cdn.example/pyodide/v1/full/"


def write_settings(output: Path, **settings: str) -> None:
    config = {"jupyter-config-data": {"litePluginSettings": {KERNEL_PLUGIN: settings}}}
    (output / "jupyter-lite.json").write_text(json.dumps(config))


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ({"pyodideUrl": f"{CDN}pyodide.mjs?v=1"}, CDN),
        ({"pyodideUrl": "./static/other/pyodide.mjs"}, None),
        ({}, f"{PYODIDE_CDN_URL}/"),
    ],
    ids=["cdn", "site", "default"],
)
def test_it_is_where_the_settings_say(tmp_path: Path, settings: dict, folder: str | None) -> None:
    write_settings(tmp_path, **settings)
    assert pyodide_folder(tmp_path) == folder


def test_it_is_the_default_without_settings(tmp_path: Path) -> None:
    assert pyodide_folder(tmp_path) == f"{PYODIDE_CDN_URL}/"


@pytest.mark.parametrize("config", [[], {"jupyter-config-data": None}, {"jupyter-config-data": []}])
def test_it_is_the_default_where_the_settings_have_another_shape(
    tmp_path: Path, config: object
) -> None:
    (tmp_path / "jupyter-lite.json").write_text(json.dumps(config))
    assert pyodide_folder(tmp_path) == f"{PYODIDE_CDN_URL}/"


def test_it_is_the_site_where_the_site_has_it(tmp_path: Path) -> None:
    write_settings(tmp_path, pyodideUrl=f"{CDN}pyodide.mjs")
    (tmp_path / "static" / "pyodide").mkdir(parents=True)
    (tmp_path / "static" / "pyodide" / "pyodide.mjs").write_text("")
    assert pyodide_folder(tmp_path) is None
