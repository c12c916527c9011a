"""Puts the parts that other packages of the repository build into the wheel."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "jupyterlite_auth_bridge"
LABEXTENSION = "share/jupyter/labextensions/jupyterlite-auth-bridge"

SCHEMA = "protocol/schema/auth-config.v1.schema.json"
# Its scripts: one for each choice of features, and a second one that some sites need.
WORKER = "service-worker/dist"
WORKERS = f"{WORKER}/bridge*.js"
SECOND_SCRIPT = f"{WORKER}/oauth.js"
FIRST_VISIT = "extension/dist/first-visit.js"
EXTENSION = "extension/labextension"

# What has to be there; the last is the kernel helper, which the extension carries.
PARTS = [
    SCHEMA,
    WORKERS,
    SECOND_SCRIPT,
    FIRST_VISIT,
    f"{EXTENSION}/package.json",
    f"{EXTENSION}/static/pypi/*.whl",
]


def missing_parts(packages: Path) -> list[str]:
    """Returns those of PARTS that are not below the repository's folder of packages."""
    return [part for part in PARTS if not any(packages.glob(part))]


class BuiltPartsHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict) -> None:
        """Adds the built parts; ends the build with one line where they are missing."""
        packages = Path(self.root).parent
        missing = missing_parts(packages)
        if missing:
            self.app.abort(
                "jupyterlite-auth-bridge: not built yet: "
                + ", ".join(f"packages/{part}" for part in missing)
                + ". Run `npm run build` in the repository, which builds the wheel as well."
            )
        build_data["force_include"] |= {
            str(packages / SCHEMA): f"{MODULE}/schema/auth-config.v1.schema.json",
            str(packages / WORKER): f"{MODULE}/service-worker",
            str(packages / FIRST_VISIT): f"{MODULE}/pages/first-visit.js",
        }
        build_data["shared_data"][str(packages / EXTENSION)] = LABEXTENSION
