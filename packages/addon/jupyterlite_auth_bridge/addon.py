"""Makes `jupyter lite build` bake auth.json and the bridge into the site's service worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from doit.exceptions import TaskFailed
from jupyterlite_core.addons.base import BaseAddon
from jupyterlite_core.addons.static import StaticAddon
from jupyterlite_core.app import LiteCheckApp
from jupyterlite_core.manager import LiteManager
from traitlets import Unicode

from . import __version__
from .bake import bake, find_build, find_marker
from .normal_form import baked
from .page_block import PageBlock, taken_from_links, without_block, worker_url
from .parse_config import BadConfigError, parse_config_text
from .parts import (
    SECOND_SCRIPTS,
    WORKER,
    MissingPartError,
    list_pages,
    read_bundle,
    read_first_visit,
    read_oauth,
    read_page,
    read_stock,
)
from .pyodide import pyodide_folder
from .variants import own_callbacks

# Where the site has pages of the bridge's own: of one provider's callback, and of others.
CALLBACK = "auth-bridge/callback"
HELP = "auth-bridge/help.html"
OWN = "own-pages"
PAGES = "pages"
REBUILD = "run `jupyter lite build` again"

Task = dict[str, Any]


class BridgeError(Exception):
    """Ends the build; the message says what to do."""


class AuthBridgeAddon(BaseAddon):
    """Adds the auth bridge to a site that has an auth.json; changes nothing in one without."""

    __all__ = ["status", "pre_init", "post_build", "check"]

    # A trait cannot be named `config`: that is where traitlets keeps all of the configuration.
    auth_config: str = Unicode(
        help="Path of auth.json, relative to the lite directory. Written `AuthBridgeAddon.config`."
    ).tag(config=True)

    aliases = {"auth-config": "AuthBridgeAddon.auth_config"}

    def status(self, manager: LiteManager) -> Iterator[Task]:
        """Says in one line what the addon does."""
        words = self.auth_config or "none: AuthBridgeAddon.config is not set, nothing is changed"
        yield self.task(name="config", actions=[lambda: print(f"    auth.json: {words}")])

    def pre_init(self, manager: LiteManager) -> Iterator[Task]:
        """Validates auth.json before anything is written."""
        if self.auth_config:
            yield self._always("validate", self._read_config)

    def post_build(self, manager: LiteManager) -> Iterator[Task]:
        """Writes the worker; brings JupyterLite's back where auth.json is gone."""
        # `jupyter lite check` builds first: it must find what is there, not what it wrote itself.
        if not isinstance(manager.parent, LiteCheckApp):
            # The worker names the second script: a build that is stopped leaves none that is missing.
            yield self._always(SECOND_SCRIPTS, self._write_second)
            yield self._always(WORKER, self._write_worker)
            yield self._always(OWN, self._write_own_pages)
            yield self._always(PAGES, self._write_pages)

    def check(self, manager: LiteManager) -> Iterator[Task]:
        """Compares the worker in the output with the one that belongs there."""
        yield self._always(WORKER, self._check_worker)
        yield self._always(SECOND_SCRIPTS, self._check_second)
        yield self._always(PAGES, self._check_pages)
        if self.auth_config:
            yield self._always(OWN, self._check_own_pages)

    def _always(self, name: str, action: Callable[[], Any]) -> Task:
        def run() -> TaskFailed | None:
            try:
                action()
            except (BridgeError, BadConfigError, MissingPartError) as error:
                return TaskFailed(f"auth bridge: {error}")
            return None

        return self.task(name=name, uptodate=[False], actions=[run])

    def _find_my_config(self, cfg: Any) -> Any:
        """Reads `AuthBridgeAddon.config`, as site owners write it, into the trait."""
        mine = super()._find_my_config(cfg)
        if "config" in mine:
            mine["auth_config"] = mine.pop("config")
        return mine

    @property
    def _output(self) -> Path:
        return self.manager.output_dir / WORKER

    def _read_config(self) -> dict[str, Any]:
        try:
            text = (self.manager.lite_dir / self.auth_config).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise BridgeError(
                f"cannot read {self.auth_config} ({error.strerror}): AuthBridgeAddon.config is its "
                "path, relative to the lite directory"
            ) from None
        except UnicodeDecodeError:
            raise BridgeError(f"{self.auth_config} is not UTF-8 text") from None
        try:
            return parse_config_text(text)
        except BadConfigError as error:
            count = "an error" if len(error.errors) == 1 else f"{len(error.errors)} errors"
            lines = "".join(f"\n  {each}" for each in error.errors)
            raise BridgeError(f"{self.auth_config} has {count}:{lines}") from None

    @property
    def _archive(self) -> Path | None:
        # The static addon may have an archive of its own.
        return StaticAddon(manager=self.manager).app_archive

    def _read_stock(self) -> bytes:
        return read_stock(self._archive)

    def _wanted_worker(self) -> bytes:
        config = self._read_config()
        # It matters to sealed kernels alone: no other site gets a new worker when it is moved.
        sealed = config.get("kernel", {}).get("sealed", False)
        pyodide = pyodide_folder(self.manager.output_dir) if sealed else None
        oauth, _ = read_oauth(config) or (None, b"")
        return bake(
            read_bundle(config),
            baked(config),
            self._read_stock(),
            __version__,
            pyodide=pyodide,
            oauth=oauth,
        )

    def _current_worker(self) -> bytes | None:
        return self._output.read_bytes() if self._output.is_file() else None

    def _write_worker(self) -> None:
        current = self._current_worker()
        if self.auth_config:
            wanted = self._wanted_worker()
        elif current is not None and find_marker(current):
            wanted = self._read_stock()
        else:
            return
        if current != wanted:
            self._replace(self._output, wanted)

    def _replace(self, path: Path, content: bytes) -> None:
        """Writes in one step: a build that is stopped leaves the old file or the new one."""
        half = path.with_name(f"{path.name}.new")
        half.write_bytes(content)
        half.replace(path)
        self.maybe_timestamp(path)

    def _second(self) -> dict[Path, bytes]:
        """Returns the second scripts that belong into the output: one, or none."""
        part = read_oauth(self._read_config()) if self.auth_config else None
        return {self.manager.output_dir / part[0]: part[1]} if part else {}

    def _write_second(self) -> None:
        wanted = self._second()
        folder = self.manager.output_dir / SECOND_SCRIPTS
        for path, script in wanted.items():
            if not path.is_file() or path.read_bytes() != script:
                folder.mkdir(exist_ok=True)
                self._replace(path, script)
        for path in folder.glob("*.js"):
            if path not in wanted:
                path.unlink()
        if folder.is_dir():
            self._remove_empty(folder)

    def _check_second(self) -> None:
        for path, script in self._second().items():
            if not path.is_file() or path.read_bytes() != script:
                name = path.relative_to(self.manager.output_dir).as_posix()
                raise BridgeError(f"{name} is missing or of another version: {REBUILD}")

    def _own_pages(self) -> dict[Path, bytes]:
        """Returns the bridge's own pages that belong into the output."""
        if not self.auth_config:
            return {}
        # Web hosts serve it at `auth-bridge/callback`, where the worker else answers.
        callbacks = [CALLBACK, *(f"{CALLBACK}/{key}" for key in own_callbacks(self._read_config()))]
        pages = {HELP: "help.html", **{f"{path}/index.html": "callback.html" for path in callbacks}}
        return {self.manager.output_dir / name: read_page(page) for name, page in pages.items()}

    def _write_own_pages(self) -> None:
        wanted = self._own_pages()
        for path, page in wanted.items():
            if not path.is_file() or path.read_bytes() != page:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._replace(path, page)
        output = self.manager.output_dir
        for path in [output / HELP, *sorted((output / CALLBACK).glob("**/index.html"))]:
            if path not in wanted and path.is_file():
                path.unlink()
                self._remove_empty(path.parent)

    def _remove_empty(self, folder: Path) -> None:
        """Removes a folder and those above it, up to the site's own, where nothing is left in them."""
        while folder != self.manager.output_dir and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _check_own_pages(self) -> None:
        for path, page in self._own_pages().items():
            if not path.is_file() or path.read_bytes() != page:
                name = path.relative_to(self.manager.output_dir).as_posix()
                raise BridgeError(f"{name} is missing or of another version: {REBUILD}")

    def _pages(self) -> Iterator[tuple[Path, str, str]]:
        """Yields JupyterLite's pages in the output: path, text, and the text that belongs there."""
        output = self.manager.output_dir
        block = self._wanted_block() if self.auth_config else None
        for name in list_pages(self._archive):
            path = output / name
            if path.is_file():
                current = path.read_text(encoding="utf-8")
                if block:
                    yield path, current, block.put_into(current, worker_url(output, path))
                else:
                    yield path, current, without_block(current)

    def _wanted_block(self) -> PageBlock:
        takes = taken_from_links(self._read_config())
        script = read_first_visit() if takes else None
        return PageBlock(build=find_build(self._wanted_worker()), script=script, takes=takes)

    def _write_pages(self) -> None:
        for path, current, wanted in self._pages():
            if current != wanted:
                self._replace(path, wanted.encode("utf-8"))

    def _check_pages(self) -> None:
        for path, current, wanted in self._pages():
            if current != wanted:
                name = path.relative_to(self.manager.output_dir).as_posix()
                raise BridgeError(
                    f"{name} is of another auth.json or of another version: {REBUILD}"
                )

    def _check_worker(self) -> None:
        current = self._current_worker()
        marker = find_marker(current) if current is not None else None
        if not self.auth_config:
            if marker:
                raise BridgeError(
                    f"{WORKER} has an auth bridge, but AuthBridgeAddon.config is not set: {REBUILD}"
                )
            return
        if marker is None:
            raise BridgeError(f"{WORKER} in the output is not the auth bridge's: {REBUILD}")
        wanted = self._wanted_worker()
        if marker != find_marker(wanted):
            raise BridgeError(f"{WORKER} is of another auth.json or of another version: {REBUILD}")
        if current != wanted:
            raise BridgeError(f"{WORKER} was changed after the build: {REBUILD}")
