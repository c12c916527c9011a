"""The demo site's contents: notebooks as they should be committed, and `utils.auth`."""

from __future__ import annotations

import ast
import asyncio
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from bridge import HANDLE, pending, signed_in

import jupyterlite_auth

FOLDER = Path(__file__).parents[3] / "lite-config" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_the_notebooks_are_there():
    names = {path.name for path in NOTEBOOKS}
    assert {"welcome.ipynb", "list-projects.ipynb", "materials-from-platform.ipynb"} <= names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook(path):
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert text == json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    code_cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code_cells
    for cell in code_cells:
        assert cell["outputs"] == [] and cell["execution_count"] is None
        source = "".join(cell["source"])
        compile(source, f"{path.name}:{cell['id']}", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.fixture
def notebook_globals(monkeypatch, output):
    """What a notebook defined, where `utils.auth` looks for it."""
    user_ns = {}
    shell = SimpleNamespace(user_ns=user_ns, execution_count=1)
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell, raising=False)
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("utils", "utils.auth"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return user_ns


def authenticate(**arguments):
    from utils.auth import authenticate as utils_authenticate

    return asyncio.run(utils_authenticate(**arguments))


def test_utils_auth_signs_in(bridge, output, notebook_globals):
    worker = bridge(pending(), signed_in())
    authenticate()
    assert worker.calls() == ["POST sign-in", "GET session"]
    assert output.plain[-1] == "Mat3ra: signed in"


def test_utils_auth_forwards_force(bridge, notebook_globals):
    worker = bridge(signed_in())
    authenticate(force=True)
    assert json.loads(worker.received[0].body) == {"force": True}


def test_utils_auth_asks_nothing_when_the_platform_handed_over_a_session(
    bridge, output, notebook_globals, monkeypatch
):
    worker = bridge(pending())
    notebook_globals["data_from_host"] = {"apiConfig": {"accountId": "a1", "authToken": HANDLE}}
    authenticate()
    assert worker.received == [] and output.bundles == []


def test_utils_auth_asks_when_the_platform_sent_only_data(bridge, notebook_globals):
    worker = bridge(signed_in())
    notebook_globals["data_from_host"] = {"materials": []}
    authenticate()
    assert worker.calls() == ["POST sign-in"]


def test_utils_auth_loads_the_package_itself(bridge, notebook_globals, monkeypatch):
    worker = bridge(signed_in())
    monkeypatch.setitem(sys.modules, "jupyterlite_auth", None)  # makes the import fail
    installed = []

    async def install(name):
        installed.append(name)
        sys.modules["jupyterlite_auth"] = jupyterlite_auth

    monkeypatch.setitem(sys.modules, "piplite", SimpleNamespace(install=install))
    authenticate()
    assert installed == ["jupyterlite-auth"]
    assert worker.calls() == ["POST sign-in"]
