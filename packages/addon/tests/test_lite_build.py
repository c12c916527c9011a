"""Real builds, by the command, in a folder that has nothing but auth.json and the build's configuration."""

import subprocess
from pathlib import Path

import pytest

from expected import BAKED, CONFIG, STOCK, WITH_BRIDGE, assert_one_line, expected_worker
from lite_site import LiteSite


@pytest.fixture
def site(tmp_path: Path) -> LiteSite:
    site = LiteSite(tmp_path)
    site.write("auth.json", CONFIG)
    site.write("jupyter_lite_config.json", WITH_BRIDGE)
    return site


def failed(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0, done.stdout
    return done.stdout


def test_built_twice_checked_and_without_the_bridge(site: LiteSite) -> None:
    site.build()
    assert site.worker.read_bytes() == expected_worker(BAKED)
    assert (site.folder / "_output/extensions/jupyterlite-auth-bridge/package.json").is_file()
    files = [site.worker, site.folder / "_output/lab/index.html"]
    built = [(path.stat().st_mtime_ns, path.stat().st_ino) for path in files]

    site.build()
    assert [(path.stat().st_mtime_ns, path.stat().st_ino) for path in files] == built

    checked = site.lite("check")
    assert checked.returncode == 0, checked.stdout

    site.write("jupyter_lite_config.json", {})
    site.build()
    assert site.worker.read_bytes() == STOCK


def test_options_of_the_command_line(site: LiteSite) -> None:
    site.write("jupyter_lite_config.json", {})
    (site.folder / "conf").mkdir()
    (site.folder / "auth.json").rename(site.folder / "conf" / "auth.json")
    site.output = "public/site"
    site.build("--output-dir", site.output, "--apps", "repl", "--auth-config=conf/auth.json")
    assert site.worker.read_bytes() == expected_worker(BAKED)
    assert not (site.folder / "public/site/lab").exists()
    assert not (site.folder / "_output").exists()


def test_mistakes_end_the_build_before_anything_is_written(site: LiteSite) -> None:
    site.write("auth.json", {**BAKED, "apis": [{"url": "https://*.example/", "provider": "p"}]})
    output = failed(site.lite("build"))
    assert_one_line(output, "auth.json has 2 errors:")
    assert '  /apis/0/url: found "https://*.example/", expected a plain host' in output
    assert '  /apis/0/provider: found "p", expected the id of a provider' in output
    assert not (site.folder / "_output").exists()


def test_help_names_the_option(site: LiteSite) -> None:
    done = site.lite("build", "--help")
    assert done.returncode == 0, done.stdout
    assert "--auth-config" in done.stdout
