"""What stands first in a page, and what it says."""

import json
from pathlib import Path

import pytest
from jupyterlite_auth_bridge.page_block import (
    PageBlock,
    taken_from_links,
    without_block,
    worker_url,
)

PAGE = (
    '<!DOCTYPE html>\n<!-- <header> -->\n<html>\n<HEAD lang="en">\n  <script>1</script>\n</html>\n'
)
BUILD = "0123456789abcdef"


def test_it_is_the_first_thing_in_the_head_the_encoding_before_all() -> None:
    block = PageBlock(BUILD, "take()\n", ("token", "code"))
    page = block.put_into(PAGE, "../service-worker.js?enableCache=true&b")
    head, rest = page.split('<HEAD lang="en">')
    assert head == PAGE.split("<HEAD")[0]
    assert rest.startswith(
        '<!-- jupyterlite-auth-bridge --><meta charset="utf-8">'
        f'<meta name="jupyterlite-auth-bridge-build" content="{BUILD}">'
        '<script data-worker="../service-worker.js?enableCache=true&amp;b" data-takes="token code">take()</script>'
        "<!-- /jupyterlite-auth-bridge -->\n  <script>1</script>"
    )


def test_without_a_provider_for_links_there_is_no_script() -> None:
    page = PageBlock(BUILD, None).put_into(PAGE, "../service-worker.js")
    assert page.count("<script") == PAGE.count("<script")
    assert f'content="{BUILD}"' in page


def test_it_takes_the_place_of_an_older_one_and_goes_without_a_trace() -> None:
    older, newer = PageBlock(BUILD, r"old(\1)"), PageBlock(BUILD[::-1], r"new(\1)")
    page = newer.put_into(older.put_into(PAGE, "a"), "b")
    assert page == newer.put_into(PAGE, "b")
    assert without_block(page) == PAGE
    assert older.put_into("no head", "y") == "no head"


@pytest.mark.parametrize(
    ("types", "host", "takes"),
    [
        (["token"], {}, ("token",)),
        (["oidc", "token"], {"exchange": "https://a.example/"}, ("token", "code")),
        (["oidc"], {"exchange": "https://a.example/"}, ("code",)),
        (["oidc"], {}, ()),
        ([], {}, ()),
    ],
)
def test_only_where_auth_json_has_a_use_for_it(
    types: list[str], host: dict[str, str], takes: tuple[str, ...]
) -> None:
    config = {"providers": {kind: {"type": kind} for kind in types}, "host": host}
    assert taken_from_links(config) == takes


@pytest.mark.parametrize(
    ("files", "flag"),
    [
        ({}, "false"),
        ({"jupyter-lite.json": True}, "true"),
        ({"jupyter-lite.json": "true", "lab/jupyter-lite.json": False}, "false"),
        ({"jupyter-lite.ipynb": True, "lab/jupyter-lite.json": None}, "true"),
        (
            {"jupyter-lite.ipynb": False, "jupyter-lite.json": True, "repl/jupyter-lite.json": 0},
            "true",
        ),
        ({"jupyter-lite.json": ""}, "false"),
    ],
)
def test_the_worker_is_the_one_that_jupyterlite_registers(
    tmp_path: Path, files: dict[str, object], flag: str
) -> None:
    for name, value in files.items():
        data = {} if value is None else {"enableServiceWorkerCache": value}
        content = {"jupyter-config-data": data}
        if name.endswith("ipynb"):
            content = {"metadata": {"jupyter-lite": content}}
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    page = tmp_path / "lab" / "index.html"
    assert worker_url(tmp_path, page) == f"../service-worker.js?enableCache={flag}"


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "jupyter-lite.json").write_text("[1", encoding="utf-8")
    (tmp_path / "jupyter-lite.ipynb").write_text("[]", encoding="utf-8")
    page = tmp_path / "index.html"
    assert worker_url(tmp_path, page) == "service-worker.js?enableCache=false"
