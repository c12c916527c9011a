"""Put wheels beside Pyodide's core and list them, and only them, in its lock file.

usage: pyodide_lock.py WHEELS PYODIDE [NAME...]

WHEELS is a folder of wheels, PYODIDE a folder with Pyodide's core, of which
``pyodide-lock.json`` is rewritten. Where there are names, it takes those packages
and what they need. The entries are those of the ``pyodide-lock``
package, which does not know the wheels' platform tag yet.
"""

import json
import shutil
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from zipfile import Path as ZipPath
from zipfile import ZipFile

from packaging.metadata import Metadata, parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def marker_environment(python_version: str) -> dict[str, str]:
    """Environment markers as Pyodide's interpreter gives them."""
    return {
        "extra": "",
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_system": "Emscripten",
        "python_full_version": python_version,
        "python_version": ".".join(python_version.split(".")[:2]),
        "sys_platform": "emscripten",
    }


def read_metadata(wheel: Path) -> Metadata:
    with ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        # Packages say more in their metadata than the standard has: not our concern.
        return Metadata.from_raw(parse_email(archive.read(name))[0], validate=False)


def import_names(wheel: Path) -> list[str]:
    """Top-level modules and packages."""
    with ZipFile(wheel) as archive:
        roots = list(ZipPath(archive).iterdir())
    modules = [p.name[:-3] for p in roots if p.name.endswith(".py")]
    packages = [p.name for p in roots if p.name.isidentifier() and p.name != "__pycache__"]
    return sorted(modules + packages)


def needs(metadata: Metadata, environment: dict[str, str]) -> list[str]:
    def applies(requirement: Requirement) -> bool:
        return requirement.marker is None or requirement.marker.evaluate(environment)

    requirements = metadata.requires_dist or []
    return sorted({canonicalize_name(r.name) for r in requirements if applies(r)})


def lock_entry(wheel: Path, environment: dict[str, str]) -> dict:
    metadata = read_metadata(wheel)
    return {
        "name": metadata.name,
        "version": str(metadata.version),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": import_names(wheel),
        "depends": needs(metadata, environment),
        "unvendored_tests": False,
    }


def closure(entries: list[dict], names: list[str]) -> list[dict]:
    """The entries of these names and, all the way, of what they need."""
    by_name = {canonicalize_name(entry["name"]): entry for entry in entries}
    found: set[str] = set()
    while names:
        found.update(names)
        needed = {need for name in names for need in by_name[name]["depends"]}
        names = sorted(needed & by_name.keys() - found)
    return [entry for name, entry in by_name.items() if name in found]


def main(wheels: Path, pyodide: Path, names: list[str]) -> None:
    lock_path = pyodide / "pyodide-lock.json"
    lock = json.loads(lock_path.read_text("utf-8"))
    environment = marker_environment(lock["info"]["python"])

    entries = [lock_entry(wheel, environment) for wheel in sorted(wheels.glob("*.whl"))]
    if names:
        entries = closure(entries, names)
    packages = {canonicalize_name(entry["name"]): entry for entry in entries}
    owners = Counter(name for entry in entries for name in entry["imports"])
    for entry in entries:
        # Importing a name loads its one owner; a namespace has several and must be installed.
        entry["imports"] = [name for name in entry["imports"] if owners[name] == 1]
        for name in entry["depends"]:
            if name not in packages:
                sys.exit(f"{entry['name']} needs {name}: add it to requirements/kernel.txt")

    for entry in entries:
        shutil.copy(wheels / entry["file_name"], pyodide)
    lock["packages"] = packages
    lock_path.write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
