"""Real builds, in a folder that has nothing but auth.json and the build's configuration."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from jupyterlite_auth_bridge import __version__
from jupyterlite_auth_bridge.bake import bake, find_build
from jupyterlite_auth_bridge.normal_form import baked
from jupyterlite_auth_bridge.parts import read_bundle, read_first_visit, read_oauth
from jupyterlite_core.constants import ALL_APP_ARCHIVES

CONFIG = {
    "$schema": "./auth-config.v1.schema.json",
    "providers": {
        "platform": {
            "type": "oidc",
            "issuer": "https://platform.example/oidc",
            "clientId": "cli-device-client",
        }
    },
    "apis": [{"url": "https://platform.example/api/", "provider": "platform"}],
}
FORGE = {"forge": {"type": "token"}}
BAKED = {key: value for key, value in CONFIG.items() if key != "$schema"}

with tarfile.open(ALL_APP_ARCHIVES[-1]) as archive:
    STOCK = archive.extractfile("package/service-worker.js").read()


class Site:
    """A folder of a site owner, and the commands that they type in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = "_output"

    def lite(self, *args: str) -> subprocess.CompletedProcess[str]:
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
        done = self.lite("build", *args)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def write(self, name: str, value: object) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def worker(self) -> Path:
        return self.folder / self.output / "service-worker.js"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("auth.json", CONFIG)
    site.write("jupyter_lite_config.json", {"AuthBridgeAddon": {"config": "auth.json"}})
    return site


def expected_worker(config: dict) -> bytes:
    oauth, _ = read_oauth(config) or (None, b"")
    return bake(read_bundle(config), baked(config), STOCK, __version__, oauth=oauth)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("auth-bridge/callback/index.html", "Use a code instead"),
        ("auth-bridge/help.html", 'id="sign-in-required"'),
    ],
)
def test_has_pages_for_when_no_worker_answers_and_for_help(
    site: Site, name: str, words: str
) -> None:
    site.build()
    page = site.folder / "_output" / name
    assert words in page.read_text(encoding="utf-8")
    page.write_text("changed", encoding="utf-8")
    checked = site.lite("check")
    assert checked.returncode != 0
    assert f"{name} is missing or of another version" in checked.stdout
    site.build()
    assert site.lite("check").returncode == 0
    site.write("jupyter_lite_config.json", {})
    site.build()
    assert not (site.folder / "_output" / "auth-bridge").exists()


def test_each_further_provider_has_a_callback_page_as_long_as_it_is_there(site: Site) -> None:
    further = site.folder / "_output/auth-bridge/callback/second/index.html"
    platform = CONFIG["providers"]["platform"]
    site.write(
        "auth.json", {**CONFIG, "providers": {"platform": platform, **FORGE, "second": platform}}
    )
    site.build()
    callback = further.parent.parent
    assert further.read_bytes() == (callback / "index.html").read_bytes()
    assert sorted(path.name for path in callback.iterdir()) == ["index.html", "second"]
    assert site.lite("check").returncode == 0
    further.unlink()
    words = "auth-bridge/callback/second/index.html is missing or of another version"
    assert_one_line(failed(site.lite("check")), words)
    site.build()
    assert site.lite("check").returncode == 0
    site.write("auth.json", CONFIG)
    site.build()
    assert [path.name for path in callback.iterdir()] == ["index.html"]
    assert site.lite("check").returncode == 0


def test_each_page_says_its_build_and_meets_links_with_a_token(site: Site) -> None:
    site.write("jupyter_lite_config.json", {})
    site.build()
    output = site.folder / "_output"
    stock = {path: path.read_bytes() for path in sorted(output.glob("**/index.html"))}
    assert len(stock) > 5

    site.write("jupyter_lite_config.json", {"AuthBridgeAddon": {"config": "auth.json"}})
    site.build()
    for path, before in stock.items():
        assert_first(path, f'content="{find_build(site.worker.read_bytes())}"', "<meta name")
        assert path.read_bytes().count(b"<script") == before.count(b"<script")

    site.write("auth.json", {**CONFIG, "providers": {**CONFIG["providers"], **FORGE}})
    site.build()
    for path in stock:
        up = "../" * (len(path.relative_to(output).parts) - 1)
        worker = f'data-worker="{up}service-worker.js?enableCache=false"'
        script = f'{worker} data-takes="token">{read_first_visit()[:99]}'
        assert_first(path, f'content="{find_build(site.worker.read_bytes())}"', "<meta name")
        assert_first(path, script, "<script")

    built = {path: path.stat().st_mtime_ns for path in stock}
    site.build()
    assert {path: path.stat().st_mtime_ns for path in stock} == built
    assert site.lite("check").returncode == 0

    lab = output / "lab" / "index.html"
    lab.write_bytes(stock[lab])
    assert_one_line(failed(site.lite("check")), "lab/index.html is of another auth.json")

    site.write("jupyter_lite_config.json", {})
    site.build()
    assert {path: path.read_bytes() for path in stock} == stock
    assert site.lite("check").returncode == 0


def assert_first(path: Path, words: str, tag: str) -> None:
    """The words stand in the first tag of their kind."""
    _, first, *_ = path.read_text(encoding="utf-8").split(tag)
    assert words in first, path


def assert_one_line(output: str, *words: str) -> None:
    """The words stand in one line, the task's own report aside, and no stack trace is near."""
    assert "Traceback" not in output
    lines = [line for line in output.splitlines() if line.startswith("auth bridge: ")]
    assert len(lines) == 1, output
    for word in words:
        assert word in lines[0], lines[0]


def test_built_twice_checked_and_changed(site: Site) -> None:
    site.build()
    assert site.worker.read_bytes() == expected_worker(BAKED)
    assert (site.folder / "_output/extensions/jupyterlite-auth-bridge/package.json").is_file()
    built = site.worker.stat()

    site.build()
    again = site.worker.stat()
    assert (again.st_mtime_ns, again.st_ino) == (built.st_mtime_ns, built.st_ino)

    checked = site.lite("check")
    assert checked.returncode == 0, checked.stdout

    changed = {**BAKED, "kernel": {"env": {"API_HOST": "platform.example"}}}
    site.write("auth.json", changed)
    stale = site.lite("check")
    assert stale.returncode != 0
    assert_one_line(stale.stdout, "another auth.json", "jupyter lite build")

    site.build()
    assert site.worker.read_bytes() == expected_worker(changed)
    assert site.lite("check").returncode == 0


def test_the_worker_has_what_auth_json_uses_and_no_more(site: Site) -> None:
    forge = {"providers": FORGE}
    everything = {"providers": {**CONFIG["providers"], **FORGE}}
    sizes = []
    for config in (forge, BAKED, everything):
        site.write("auth.json", config)
        site.build()
        assert site.worker.read_bytes() == expected_worker(config)
        assert site.lite("check").returncode == 0
        sizes.append(site.worker.stat().st_size)
    assert sizes == sorted(set(sizes))

    larger = bake(read_bundle(everything), baked(BAKED), STOCK, __version__)
    site.write("auth.json", BAKED)
    site.build()
    site.worker.write_bytes(larger)
    assert_one_line(failed(site.lite("check")), "of another version", "jupyter lite build")


def test_the_second_script_comes_and_goes_with_the_providers_that_need_it(site: Site) -> None:
    site.build()
    folder = site.folder / "_output" / "auth-bridge-scripts"
    (script,) = folder.iterdir()
    name, content = read_oauth(BAKED)
    assert (f"auth-bridge-scripts/{script.name}", script.read_bytes()) == (name, content)
    assert f'"{name}");\n'.encode() in site.worker.read_bytes()

    (folder / "oauth.of-another-version.js").write_text("old", encoding="utf-8")
    script.write_text("changed", encoding="utf-8")
    assert_one_line(failed(site.lite("check")), f"{name} is missing or of another version")
    site.build()
    assert [each.read_bytes() for each in folder.iterdir()] == [content]

    site.write("auth.json", {"providers": FORGE})
    site.build()
    assert not folder.exists()
    assert b"null, null);\n" in site.worker.read_bytes()


def test_check_finds_a_worker_that_was_changed_or_replaced(site: Site) -> None:
    site.build()
    good = site.worker.read_bytes()

    site.worker.write_bytes(good + b"// more\n")
    assert_one_line(failed(site.lite("check")), "was changed after the build")

    site.worker.write_bytes(STOCK)
    assert_one_line(failed(site.lite("check")), "not the auth bridge's")

    site.worker.unlink()
    assert_one_line(failed(site.lite("check")), "not the auth bridge's")

    site.build()
    assert site.worker.read_bytes() == good


def failed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_mistakes_end_the_build_before_anything_is_written(site: Site) -> None:
    site.write("auth.json", {**BAKED, "apis": [{"url": "https://*.example/", "provider": "p"}]})
    output = failed(site.lite("build"))
    assert_one_line(output, "auth.json has 2 errors:")
    assert '  /apis/0/url: found "https://*.example/", expected a plain host' in output
    assert '  /apis/0/provider: found "p", expected the id of a provider' in output
    assert not (site.folder / "_output").exists()


@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_broken_config_leaves_an_older_site_alone(site: Site, verb: str) -> None:
    site.build()
    before = site.worker.read_bytes()
    site.write("auth.json", "{ // no\n}")
    output = failed(site.lite(verb))
    assert_one_line(output, "auth.json has an error")
    assert "text that is not JSON" in output
    assert site.worker.read_bytes() == before
    assert [path.name for path in site.worker.parent.glob("service-worker*")] == [
        "service-worker.js"
    ]


def test_a_missing_or_unreadable_file_is_one_line(site: Site) -> None:
    (site.folder / "auth.json").unlink()
    assert_one_line(failed(site.lite("build")), "cannot read auth.json", "AuthBridgeAddon.config")

    (site.folder / "auth.json").write_bytes(b'{"providers": {}, "\xff": 1}')
    assert_one_line(failed(site.lite("build")), "auth.json is not UTF-8 text")
    assert not (site.folder / "_output").exists()


def test_a_byte_order_mark_is_no_mistake(site: Site) -> None:
    (site.folder / "auth.json").write_text(json.dumps(BAKED), encoding="utf-8-sig")
    site.build()
    assert site.worker.read_bytes() == expected_worker(BAKED)


def test_without_config_nothing_is_changed_and_that_is_said(site: Site) -> None:
    site.write("jupyter_lite_config.json", {})
    output = site.build()
    assert output.count("AuthBridgeAddon.config is not set, nothing is changed") == 1
    assert site.worker.read_bytes() == STOCK
    assert site.lite("check").returncode == 0


def test_the_stock_worker_comes_back_with_the_config_gone(site: Site) -> None:
    site.build()
    site.write("jupyter_lite_config.json", {})
    assert_one_line(failed(site.lite("check")), "AuthBridgeAddon.config is not set")

    site.build()
    assert site.worker.read_bytes() == STOCK
    assert site.lite("check").returncode == 0

    site.write("jupyter_lite_config.json", {"AuthBridgeAddon": {"config": "auth.json"}})
    site.build()
    assert site.worker.read_bytes() == expected_worker(BAKED)


@pytest.mark.parametrize(
    "option", ["--auth-config=conf/auth.json", "--AuthBridgeAddon.config=conf/auth.json"]
)
def test_options_of_the_command_line(site: Site, option: str) -> None:
    site.write("jupyter_lite_config.json", {})
    (site.folder / "conf").mkdir()
    (site.folder / "auth.json").rename(site.folder / "conf" / "auth.json")
    options = ["--output-dir", "public/site", "--apps", "lab", option]
    site.output = "public/site"
    site.build(*options)
    assert site.worker.read_bytes() == expected_worker(BAKED)
    assert not (site.folder / "public/site/repl").exists()
    assert not (site.folder / "_output").exists()

    checked = site.lite("check", *options)
    assert checked.returncode == 0, checked.stdout


def test_the_path_is_relative_to_the_lite_directory(site: Site) -> None:
    lite = site.folder / "lite"
    lite.mkdir()
    (site.folder / "auth.json").rename(lite / "auth.json")
    site.build("--lite-dir", "lite", "--output-dir", "out")
    site.output = "out"
    assert site.worker.read_bytes() == expected_worker(BAKED)


def test_settings_of_other_plugins_are_left_alone(site: Site) -> None:
    settings = {"@example/plugin:one": {"a": 1}}
    lite = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"litePluginSettings": settings},
    }
    site.write("jupyter-lite.json", lite)
    site.build()
    built = json.loads((site.folder / "_output/jupyter-lite.json").read_text(encoding="utf-8"))
    found = built["jupyter-config-data"]["litePluginSettings"]
    assert found["@example/plugin:one"] == {"a": 1}
    assert not any("auth-bridge" in name for name in found)


def test_an_archive_of_a_site_with_the_bridge_is_refused(site: Site) -> None:
    site.build("--apps", "repl")
    archived = site.folder / "site.tgz"
    with tarfile.open(archived, "w:gz", compresslevel=1) as tar:
        tar.add(site.folder / "_output", "package")
    output = failed(site.lite("build", "--app-archive", str(archived), "--output-dir", "second"))
    assert_one_line(output, "is of a site that has the bridge already")


def test_help_names_the_option(site: Site) -> None:
    done = site.lite("build", "--help")
    assert done.returncode == 0, done.stdout
    assert "--auth-config" in done.stdout
