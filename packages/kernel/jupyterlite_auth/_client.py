"""Calls to the service worker's endpoints for kernels."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from ._errors import BridgeUnavailable, SignInError
from ._models import Answer, parse_answer

SEED_MODULE = "_jupyterlite_auth_seed"
PROBLEM_PREFIX = "urn:jupyterlite-auth-bridge:problem:"

# The worker holds a `?after=` request for 20 s at most; the rest is its time to start.
ANSWER_SECONDS = 30

NOT_HERE = (
    "The sign-in works in JupyterLite only: "
    "open this notebook in a JupyterLite site that has it."
)
NOT_SEEDED = (
    "The sign-in did not reach this kernel: "
    "reload the page, restart the kernel, then run the cell again."
)
NOT_RUNNING = (
    "This site's service worker is not running: reload the page, then run the cell again."
)


@dataclass(frozen=True)
class Seed:
    """What the page put into this kernel: where the service is, and this kernel's handle.

    `page` tells this load of the page from others.
    """

    endpoint: str
    handle: str | None = field(repr=False)
    page: str | None = None


@dataclass(frozen=True)
class Call:
    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    body: str | None = None


def read_seed() -> Seed:
    """Return what the page seeded; BridgeUnavailable outside of such a page."""
    module = sys.modules.get(SEED_MODULE)
    if module is None:
        raise BridgeUnavailable(NOT_SEEDED if sys.platform == "emscripten" else NOT_HERE)
    page = getattr(module, "page", None)  # none by a page of an older version
    return Seed(endpoint=module.endpoint, handle=module.handle, page=page)


def session_call(seed: Seed, after: str | None = None) -> Call:
    """The state, at once, or with `after` as soon as it differs from that revision."""
    query = "" if after is None else f"?after={quote(after, safe='')}"
    return Call("GET", f"{seed.endpoint}session{query}", _headers(seed))


def sign_in_call(seed: Seed, force: bool) -> Call:
    headers = {**_headers(seed), "Content-Type": "application/json"}
    return Call("POST", f"{seed.endpoint}sign-in", headers, json.dumps({"force": force}))


def sign_out_call(seed: Seed) -> Call:
    return Call("POST", f"{seed.endpoint}sign-out", _headers(seed))


async def send(call: Call, timeout: float = ANSWER_SECONDS) -> Answer:
    """Make the call with fetch; `timeout` in seconds.

    Raises BridgeUnavailable when nothing of ours answers, SignInError for a problem of ours.
    """
    http = _browser_module("pyodide.http")
    options: dict[str, Any] = {"method": call.method, "headers": call.headers, "cache": "no-store"}
    if call.body is not None:
        options["body"] = call.body

    async def exchange() -> tuple[int, str]:
        response = await http.pyfetch(call.url, **options)
        return response.status, await response.string()

    try:
        status, text = await asyncio.wait_for(exchange(), timeout)
    except (OSError, asyncio.TimeoutError) as error:
        raise BridgeUnavailable(NOT_RUNNING) from error
    return keep_handle(read_answer(status, text))


def send_sync(call: Call, timeout: float = ANSWER_SECONDS) -> Answer:
    """The same with a synchronous XMLHttpRequest, which workers of every engine have."""
    request = _browser_module("js").XMLHttpRequest.new()
    request.open(call.method, call.url, False)
    request.timeout = timeout * 1000
    for name, value in call.headers.items():
        request.setRequestHeader(name, value)
    try:
        request.send(call.body)
    except _browser_module("pyodide.ffi").JsException as error:
        raise BridgeUnavailable(NOT_RUNNING) from error
    return keep_handle(read_answer(request.status, request.responseText))


def keep_handle(answer: Answer) -> Answer:
    """Use the answer's handle from now on, in this module and in `os.environ`.

    Signing out ends the old one at once, and the page's own update may have to wait for the end
    of the running cell.
    """
    module: Any = sys.modules.get(SEED_MODULE)
    old = getattr(module, "handle", None)
    if module is None or answer.handle is None or answer.handle == old:
        return answer
    module.handle = answer.handle
    os.environ["OIDC_ACCESS_TOKEN"] = answer.handle
    # One that the user has set instead is not ours to replace.
    if old is not None and os.environ.get("AUTH_TOKEN") == old:
        os.environ["AUTH_TOKEN"] = answer.handle
    return answer


def read_answer(status: int, text: str) -> Answer:
    """Return the parsed answer. A static host's page, whatever its status, is not one."""
    try:
        value = json.loads(text)
        if status >= 400:
            raise _problem(value)
        return parse_answer(value)
    except ValueError as error:
        raise BridgeUnavailable(NOT_RUNNING) from error


def _problem(value: object) -> SignInError:
    """The error in an RFC 9457 answer of ours; ValueError for anything else."""
    fields = value if isinstance(value, dict) else {}
    kind, detail = fields.get("type"), fields.get("detail")
    if not isinstance(kind, str) or not kind.startswith(PROBLEM_PREFIX):
        raise ValueError("not a problem of the bridge")
    code = kind[len(PROBLEM_PREFIX) :]
    if not isinstance(detail, str):
        detail = f"This site refused the call ({code}): reload the page and try again."
    return SignInError(code, detail)


def _headers(seed: Seed) -> dict[str, str]:
    return {"Authorization": f"Bearer {seed.handle}", "Accept": "application/json"}


def _browser_module(name: str) -> Any:
    # Imported on use: this package can be imported, and tested, outside of Pyodide.
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise BridgeUnavailable(NOT_HERE) from error
