"""What the addon does in a build, in copies of a site that is built once without it."""

import json
import tarfile
from pathlib import Path

import pytest
from jupyterlite_auth_bridge import __version__
from jupyterlite_auth_bridge.bake import bake, find_build
from jupyterlite_auth_bridge.normal_form import baked
from jupyterlite_auth_bridge.parts import read_bundle, read_first_visit, read_oauth

from expected import BAKED, CONFIG, STOCK, WITH_BRIDGE, assert_one_line, expected_worker
from lite_site import LiteSite

FORGE = {"forge": {"type": "token"}}


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> LiteSite:
    """A site without the bridge. Nothing is written into it."""
    site = LiteSite(tmp_path_factory.mktemp("plain"))
    site.write("jupyter_lite_config.json", {})
    site.build()
    return site


@pytest.fixture
def site(plain_site: LiteSite, tmp_path: Path) -> LiteSite:
    """A copy of it, whose owner has just written auth.json."""
    site = plain_site.copy_to(tmp_path)
    site.write("auth.json", CONFIG)
    site.write("jupyter_lite_config.json", WITH_BRIDGE)
    return site


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("auth-bridge/callback/index.html", "Use a code instead"),
        ("auth-bridge/help.html", 'id="sign-in-required"'),
    ],
)
def test_has_pages_for_when_no_worker_answers_and_for_help(
    site: LiteSite, name: str, words: str
) -> None:
    site.bake()
    page = site.folder / "_output" / name
    assert words in page.read_text(encoding="utf-8")
    page.write_text("changed", encoding="utf-8")
    checked = site.lite("check")
    assert checked.returncode != 0
    assert f"{name} is missing or of another version" in checked.stdout
    site.bake()
    assert site.passes()
    site.write("jupyter_lite_config.json", {})
    site.bake()
    assert not (site.folder / "_output" / "auth-bridge").exists()


def test_each_further_provider_has_a_callback_page_as_long_as_it_is_there(site: LiteSite) -> None:
    further = site.folder / "_output/auth-bridge/callback/second/index.html"
    platform = CONFIG["providers"]["platform"]
    site.write(
        "auth.json", {**CONFIG, "providers": {"platform": platform, **FORGE, "second": platform}}
    )
    site.bake()
    callback = further.parent.parent
    assert further.read_bytes() == (callback / "index.html").read_bytes()
    assert sorted(path.name for path in callback.iterdir()) == ["index.html", "second"]
    assert site.passes()
    further.unlink()
    words = "auth-bridge/callback/second/index.html is missing or of another version"
    assert_one_line(site.refused("check"), words)
    site.bake()
    assert site.passes()
    site.write("auth.json", CONFIG)
    site.bake()
    assert [path.name for path in callback.iterdir()] == ["index.html"]
    assert site.passes()


def test_each_page_says_its_build_and_meets_links_with_a_token(site: LiteSite) -> None:
    site.write("jupyter_lite_config.json", {})
    site.bake()
    output = site.folder / "_output"
    stock = {path: path.read_bytes() for path in sorted(output.glob("**/index.html"))}
    assert len(stock) > 5

    site.write("jupyter_lite_config.json", {"AuthBridgeAddon": {"config": "auth.json"}})
    site.bake()
    for path, before in stock.items():
        assert_first(path, f'content="{find_build(site.worker.read_bytes())}"', "<meta name")
        assert path.read_bytes().count(b"<script") == before.count(b"<script")

    site.write("auth.json", {**CONFIG, "providers": {**CONFIG["providers"], **FORGE}})
    site.bake()
    for path in stock:
        up = "../" * (len(path.relative_to(output).parts) - 1)
        worker = f'data-worker="{up}service-worker.js?enableCache=false"'
        script = f'{worker} data-takes="token">{read_first_visit()[:99]}'
        assert_first(path, f'content="{find_build(site.worker.read_bytes())}"', "<meta name")
        assert_first(path, script, "<script")

    built = {path: path.stat().st_mtime_ns for path in stock}
    site.bake()
    assert {path: path.stat().st_mtime_ns for path in stock} == built
    assert site.passes()

    lab = output / "lab" / "index.html"
    lab.write_bytes(stock[lab])
    assert_one_line(site.refused("check"), "lab/index.html is of another auth.json")

    site.write("jupyter_lite_config.json", {})
    site.bake()
    assert {path: path.read_bytes() for path in stock} == stock
    assert site.passes()


def test_the_worker_has_what_auth_json_uses_and_no_more(site: LiteSite) -> None:
    forge = {"providers": FORGE}
    everything = {"providers": {**CONFIG["providers"], **FORGE}}
    sizes = []
    for config in (forge, BAKED, everything):
        site.write("auth.json", config)
        site.bake()
        assert site.worker.read_bytes() == expected_worker(config)
        assert site.passes()
        sizes.append(site.worker.stat().st_size)
    assert sizes == sorted(set(sizes))

    larger = bake(read_bundle(everything), baked(BAKED), STOCK, __version__)
    site.write("auth.json", BAKED)
    site.bake()
    site.worker.write_bytes(larger)
    assert_one_line(site.refused("check"), "of another version", "jupyter lite build")


def test_the_second_script_comes_and_goes_with_the_providers_that_need_it(site: LiteSite) -> None:
    site.bake()
    folder = site.folder / "_output" / "auth-bridge-scripts"
    (script,) = folder.iterdir()
    name, content = read_oauth(BAKED)
    assert (f"auth-bridge-scripts/{script.name}", script.read_bytes()) == (name, content)
    assert f'"{name}");\n'.encode() in site.worker.read_bytes()

    (folder / "oauth.of-another-version.js").write_text("old", encoding="utf-8")
    script.write_text("changed", encoding="utf-8")
    assert_one_line(site.refused("check"), f"{name} is missing or of another version")
    site.bake()
    assert [each.read_bytes() for each in folder.iterdir()] == [content]

    site.write("auth.json", {"providers": FORGE})
    site.bake()
    assert not folder.exists()
    assert b"null, null);\n" in site.worker.read_bytes()


def test_check_finds_a_worker_that_was_changed_or_replaced(site: LiteSite) -> None:
    site.bake()
    good = site.worker.read_bytes()

    site.worker.write_bytes(good + b"// more\n")
    assert_one_line(site.refused("check"), "was changed after the build")

    site.worker.write_bytes(STOCK)
    assert_one_line(site.refused("check"), "not the auth bridge's")

    site.worker.unlink()
    assert_one_line(site.refused("check"), "not the auth bridge's")

    site.bake()
    assert site.worker.read_bytes() == good


@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_broken_config_leaves_an_older_site_alone(site: LiteSite, verb: str) -> None:
    site.bake()
    before = site.worker.read_bytes()
    site.write("auth.json", "{ // no\n}")
    output = site.refused(verb)
    assert_one_line(output, "auth.json has an error")
    assert "text that is not JSON" in output
    assert site.worker.read_bytes() == before
    assert [path.name for path in site.worker.parent.glob("service-worker*")] == [
        "service-worker.js"
    ]


def test_a_byte_order_mark_is_no_mistake(site: LiteSite) -> None:
    (site.folder / "auth.json").write_text(json.dumps(BAKED), encoding="utf-8-sig")
    site.bake()
    assert site.worker.read_bytes() == expected_worker(BAKED)


def test_without_config_nothing_is_changed_and_that_is_said(site: LiteSite) -> None:
    site.write("jupyter_lite_config.json", {})
    output = site.bake()
    assert output.count("AuthBridgeAddon.config is not set, nothing is changed") == 1
    assert site.worker.read_bytes() == STOCK
    assert site.passes()


def test_check_finds_another_auth_json(site: LiteSite) -> None:
    site.bake()
    changed = {**BAKED, "kernel": {"env": {"API_HOST": "platform.example"}}}
    site.write("auth.json", changed)
    assert_one_line(site.refused("check"), "another auth.json", "jupyter lite build")

    site.bake()
    assert site.worker.read_bytes() == expected_worker(changed)
    assert site.passes()


def test_the_stock_worker_comes_back_with_the_config_gone(site: LiteSite) -> None:
    site.bake()
    site.write("jupyter_lite_config.json", {})
    assert_one_line(site.refused("check"), "AuthBridgeAddon.config is not set")

    site.bake()
    assert site.worker.read_bytes() == STOCK
    assert site.passes()

    site.write("jupyter_lite_config.json", WITH_BRIDGE)
    site.bake()
    assert site.worker.read_bytes() == expected_worker(BAKED)


def test_a_missing_or_unreadable_file_is_one_line(site: LiteSite) -> None:
    (site.folder / "auth.json").unlink()
    assert_one_line(site.refused("build"), "cannot read auth.json", "AuthBridgeAddon.config")

    (site.folder / "auth.json").write_bytes(b'{"providers": {}, "\xff": 1}')
    assert_one_line(site.refused("build"), "auth.json is not UTF-8 text")
    assert site.worker.read_bytes() == STOCK


@pytest.mark.parametrize(
    "option", ["--auth-config=conf/auth.json", "--AuthBridgeAddon.config=conf/auth.json"]
)
def test_options_of_the_command_line(site: LiteSite, option: str) -> None:
    site.write("jupyter_lite_config.json", {})
    (site.folder / "conf").mkdir()
    (site.folder / "auth.json").rename(site.folder / "conf" / "auth.json")
    site.bake(option)
    assert site.worker.read_bytes() == expected_worker(BAKED)
    assert site.passes(option)


def test_the_path_is_relative_to_the_lite_directory(site: LiteSite) -> None:
    (site.folder / "lite").mkdir()
    (site.folder / "auth.json").rename(site.folder / "lite" / "auth.json")
    site.bake("--lite-dir", "lite", "--output-dir", "_output")
    assert site.worker.read_bytes() == expected_worker(BAKED)


def test_jupyterlite_s_own_settings_are_left_alone(site: LiteSite) -> None:
    settings = site.folder / "_output/jupyter-lite.json"
    before = settings.read_bytes()
    assert b"litePluginSettings" in before
    site.bake()
    assert settings.read_bytes() == before


def test_an_archive_of_a_site_with_the_bridge_is_refused(site: LiteSite) -> None:
    site.bake()
    archived = site.folder / "site.tgz"
    with tarfile.open(archived, "w:gz", compresslevel=1) as tar:
        tar.add(site.worker, "package/service-worker.js")
    output = site.refused("build", "--app-archive", str(archived))
    assert_one_line(output, "is of a site that has the bridge already")


def assert_first(path: Path, words: str, tag: str) -> None:
    """The words stand in the first tag of their kind."""
    _, first, *_ = path.read_text(encoding="utf-8").split(tag)
    assert words in first, path
