"""What JupyterLite's pages get of the bridge: the build they belong to, and a script for links.

The script takes what a link brings out of it on a browser's first visit; later ones are answered by the
service worker. It has to be the first thing in the page, and in the page itself: a file of its own
would leave it there when it cannot be loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

BEGIN = "<!-- jupyterlite-auth-bridge -->"
END = "<!-- /jupyterlite-auth-bridge -->"
BLOCK = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)

FLAG = "enableServiceWorkerCache"


@dataclass(frozen=True)
class PageBlock:
    """What stands first in the head of a site's pages."""

    build: str
    """Build id of the worker that the page belongs to."""
    script: str | None
    """For links that bring something, where auth.json has a use for it."""
    takes: tuple[str, ...] = ()
    """What links may bring: `token`, `code`."""

    def put_into(self, page: str, worker: str) -> str:
        """Returns the page with this block, in the place of an older one.

        `worker` is the URL that the script registers, relative to the page. The encoding stands
        before the script: browsers look for it in the first 1024 bytes only. A page without a head
        comes back unchanged.
        """
        parts = [
            BEGIN,
            '<meta charset="utf-8">',
            f'<meta name="jupyterlite-auth-bridge-build" content="{self.build}">',
        ]
        if self.script is not None:
            takes = " ".join(self.takes)
            parts.append(
                f'<script data-worker="{escape(worker)}" data-takes="{takes}">'
                f"{self.script.strip()}</script>"
            )
        block = "".join([*parts, END])
        return HEAD.sub(lambda head: head[0] + block, without_block(page), count=1)


def without_block(page: str) -> str:
    """Returns the page as JupyterLite has it."""
    return BLOCK.sub("", page)


def taken_from_links(config: dict[str, Any]) -> tuple[str, ...]:
    """Returns what a link may bring for this auth.json: a token, a host's one-time code."""
    has_token = any(each.get("type") == "token" for each in config["providers"].values())
    has_code = "exchange" in config.get("host", {})
    return (*(["token"] if has_token else []), *(["code"] if has_code else []))


def worker_url(output: Path, page: Path) -> str:
    """Returns the worker's URL, relative to the page, as JupyterLite's own manager registers it.

    Another query would be another registration, which would take the place of the first.
    """
    up = "../" * len(page.relative_to(output).parent.parts)
    return f"{up}service-worker.js?enableCache={_cache_flag(output, page)}"


def _cache_flag(output: Path, page: Path) -> str:
    """Reads the option from the files that the page reads: the nearest has the last word."""
    flag: object = ""
    for file in _lite_files(output, page):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            if file.suffix == ".ipynb":
                content = content["metadata"]["jupyter-lite"]
            flag = content["jupyter-config-data"][FLAG]
        except (OSError, ValueError, LookupError, TypeError):
            continue  # as the page does: what it cannot read says nothing
    text = flag if isinstance(flag, str) else json.dumps(flag)
    return text or "false"


def _lite_files(output: Path, page: Path) -> Iterator[Path]:
    folder = page.parent
    folders = [folder, *folder.parents][: len(folder.relative_to(output).parts) + 1]
    for each in reversed(folders):
        yield each / "jupyter-lite.ipynb"
        yield each / "jupyter-lite.json"
