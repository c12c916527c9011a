"""Just enough of Pyodide's `pyodide.http`, `pyodide.ffi` and `js`, over the real network."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from types import ModuleType
from typing import Any

# No proxy of the machine between the test and its server.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class JsException(Exception):
    pass


def exchange(method: str, url: str, headers: dict[str, str], body: str | None) -> tuple[int, str]:
    data = None if body is None else body.encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with _opener.open(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class FetchResponse:
    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self._text = text

    async def string(self) -> str:
        return self._text


async def pyfetch(url: str, **options: Any) -> FetchResponse:
    # Pyodide's own raises OSError where the network fails, and so does this.
    call = (options["method"], url, options["headers"], options.get("body"))
    assert options["cache"] == "no-store"
    return FetchResponse(*await asyncio.to_thread(exchange, *call))


class XMLHttpRequest:
    timeout = 0

    @classmethod
    def new(cls) -> XMLHttpRequest:
        return cls()

    def open(self, method: str, url: str, is_async: bool) -> None:
        assert is_async is False
        self._method, self._url, self._headers = method, url, {}

    def setRequestHeader(self, name: str, value: str) -> None:
        self._headers[name] = value

    def send(self, body: str | None) -> None:
        try:
            self.status, self.responseText = exchange(self._method, self._url, self._headers, body)
        except OSError as error:
            raise JsException(f"NetworkError: {error}") from error


def modules() -> dict[str, ModuleType]:
    """The modules by name, for `sys.modules`."""
    http, ffi, js = ModuleType("pyodide.http"), ModuleType("pyodide.ffi"), ModuleType("js")
    http.pyfetch = pyfetch
    ffi.JsException = JsException
    js.XMLHttpRequest = XMLHttpRequest
    return {"pyodide": ModuleType("pyodide"), "pyodide.http": http, "pyodide.ffi": ffi, "js": js}
