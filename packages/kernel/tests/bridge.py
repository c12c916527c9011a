"""A service worker's endpoints for kernels, played by a real HTTP server on a free port."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HANDLE = "jlab_only-good-in-this-test"
NEXT_HANDLE = "jlab_good-after-a-sign-out"
PAGE = "this-load-of-the-page"
PROBLEM = "urn:jupyterlite-auth-bridge:problem:"

USER = {"username": "ada", "name": "Ada L", "display_name": "Ada L", "initials": "AL"}


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    query: dict[str, list[str]]
    authorization: str | None
    content_type: str | None
    body: str


@dataclass(frozen=True)
class Raw:
    """An answer that is not a `KernelSessionAnswer`."""

    status: int
    content_type: str
    body: str


def problem(status: int, code: str, detail: str) -> Raw:
    fields = {"type": PROBLEM + code, "title": code, "status": status, "detail": detail}
    return Raw(status, "application/problem+json", json.dumps(fields))


def static_page(status: int) -> Raw:
    return Raw(status, "text/html", "<!doctype html><title>Not found</title>")


def provider(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "platform", "label": "Mat3ra", "status": status, **more}


def pending(**more: Any) -> dict[str, Any]:
    sign_in = {
        "id": "attempt-1",
        "method": "device",
        "phase": "pending",
        "userCode": "RTJW-LJDN",
        "verificationUri": "https://platform.example/device",
        "verificationUriComplete": "https://platform.example/device?user_code=RTJW-LJDN",
        **more,
    }
    return provider("signing-in", signIn=sign_in)


def ended(phase: str, **more: Any) -> dict[str, Any]:
    sign_in = {"id": "attempt-1", "method": "device", "phase": phase, **more}
    return provider("signed-out", signIn=sign_in)


def signed_in(user: dict[str, Any] = USER, **more: Any) -> dict[str, Any]:
    session = {"user": user, "via": "device", "scopes": ["openid", "email"], "renewable": True}
    return provider("signed-in", session={**session, **more.pop("session", {})}, **more)


class Bridge:
    """Answers each call with the next state of `script`; the last one stays.

    A sign-out ends the handle, as the worker's does: whoever still uses it gets 401.
    """

    def __init__(
        self, script: list[dict[str, Any] | Raw], problem: dict[str, Any] | None = None
    ) -> None:
        self.problem = problem
        self.received: list[Received] = []
        self.handle = HANDLE
        self.accepts_any = False
        self._script = list(script)
        self._last = script[-1]
        self._revision = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/site/auth-bridge/kernel/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def calls(self) -> list[str]:
        return [f"{call.method} {call.path.rsplit('/', 1)[1]}" for call in self.received]

    def answer(self, action: str) -> Raw:
        if action == "sign-out":
            self.handle = NEXT_HANDLE
        if self._script:
            self._last = self._script.pop(0)
            self._revision += 1
        state = self._last
        if isinstance(state, Raw):
            return state
        body = {
            "revision": f"r&{self._revision}",
            "provider": state,
            "handle": self.handle,
            **({} if self.problem is None else {"problem": self.problem}),
        }
        return Raw(200, "application/json", json.dumps(body))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bridge = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                url = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                bridge.received.append(
                    Received(
                        method=self.command,
                        path=url.path,
                        query=parse_qs(url.query),
                        authorization=self.headers.get("Authorization"),
                        content_type=self.headers.get("Content-Type"),
                        body=self.rfile.read(length).decode(),
                    )
                )
                shown = bridge.received[-1].authorization
                if shown != f"Bearer {bridge.handle}" and not bridge.accepts_any:
                    answer = problem(401, "handle-unknown", "This kernel is not known: restart it.")
                else:
                    answer = bridge.answer(url.path.rsplit("/", 1)[1])
                payload = answer.body.encode()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            do_GET = do_POST = _serve

            def log_message(self, *args: object) -> None:
                pass

        return Handler
