"""Make a Python environment as a site owner has it, and an older wheel of the bridge in it.

usage: wheel_env.py FOLDER

Nothing is downloaded: FOLDER/env has what the environment of this script has.
"""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = [
    "protocol/schema",
    "service-worker/dist",
    "extension/dist/first-visit.js",
    "extension/labextension",
]
OURS = "jupyterlite[-_]auth[-_]bridge*"
COMMANDS = ("jupyter", "jupyter-lite", "pip")
LABEXTENSIONS = Path("share/jupyter/labextensions")
OLDER_VERSION = "0.0.9"
OLDER_ENTRY = "static/remoteEntry.older.js"


def make_env(folder: Path) -> None:
    """Makes an environment without the bridge, in which pip finds all that its wheel wants."""
    here = Path(sys.prefix)
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (installed,) = here.glob("lib/python*/site-packages")
    _link_all(installed, folder / "packages")
    (packages / "packages.pth").write_text(f"{folder / 'packages'}\n", encoding="utf-8")
    _link_all(here / LABEXTENSIONS, folder / LABEXTENSIONS)
    for name in COMMANDS:
        _, _, body = (here / "bin" / name).read_text(encoding="utf-8").partition("\n")
        command = folder / "bin" / name
        command.write_text(f"#!{folder}/bin/python\n{body}", encoding="utf-8")
        command.chmod(0o755)


def _link_all(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in source.iterdir():
        if not path.match(OURS):
            (target / path.name).symlink_to(path)


def make_older_wheel(folder: Path) -> Path:
    """Builds a wheel of the same sources: a lower version, other scripts for worker and page."""
    packages = folder / "packages"
    skipped = shutil.ignore_patterns("tests", "__pycache__", ".*")
    shutil.copytree(ROOT / "packages/addon", packages / "addon", ignore=skipped)
    for part in PARTS:
        source, target = ROOT / "packages" / part, packages / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)
    (folder / "package.json").write_text(json.dumps({"version": OLDER_VERSION}), encoding="utf-8")
    for script in packages.glob("service-worker/dist/*.js"):
        script.write_bytes(script.read_bytes() + b"\n/* older */")
    _name_entry(packages / "extension/labextension")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(packages / "addon")], check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _name_entry(extension: Path) -> None:
    path = extension / "package.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    load = manifest["jupyterlab"]["_build"]
    (extension / load["load"]).rename(extension / OLDER_ENTRY)
    load["load"], manifest["version"] = OLDER_ENTRY, OLDER_VERSION
    path.write_text(json.dumps(manifest), encoding="utf-8")


def install(env: Path, wheel: Path) -> None:
    """Installs it, or upgrades to it, as pip does without a network."""
    pip = [str(env / "bin/pip"), "install", "--no-index", "--upgrade", str(wheel)]
    subprocess.run(pip, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    made = Path(sys.argv[1])
    make_env(made / "env")
    install(made / "env", make_older_wheel(made / "older"))
