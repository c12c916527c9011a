"""How an error is shown after a call that the service answered itself."""

from __future__ import annotations

import sys
import time
import traceback
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from bridge import problem, provider, signed_in

from jupyterlite_auth import SignInError
from jupyterlite_auth._problems import HOW_TO, show

DETAIL = "Not signed in to Mat3ra. Finish the sign-in that is shown, or run authenticate()."


class Shell:
    """As much of IPython's shell as shows an error."""

    def __init__(self, **names: Any) -> None:
        self.user_ns: dict[str, Any] = names
        self.shown: list[str] = []
        self.InteractiveTB = SimpleNamespace(structured_traceback=self._lines)

    def _lines(self, kind, error, frames, tb_offset):
        assert tb_offset == 0
        assert error.__cause__ is None and error.__context__ is None
        return traceback.format_exception(kind, error, frames)

    def _showtraceback(self, kind, error, lines) -> None:
        self.shown += lines

    def run(self, cell: str) -> bool:
        """Run a cell, and show its error as the kernel does; what `show` returned."""
        started = time.time()
        try:
            exec(compile(cell, "<cell>", "exec"), self.user_ns)
        except Exception as error:
            return show(self, type(error), error, error.__traceback__, started)
        raise AssertionError("the cell did not fail")


def answered(status: int, body: bytes = b"") -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response._content = status, "https://p.example/api", body
    return response


@pytest.fixture
def refused(bridge):
    """A service that has answered 401 to a call of this kernel."""

    def start(seconds_ago: float = -60.0, status: int = 401):
        # In the future: whatever the test runs, runs before it.
        told = {"code": "sign-in-required", "status": status, "detail": DETAIL}
        now = (time.time() - seconds_ago) * 1000
        return bridge(provider("signed-out"), problem={**told, "time": now})

    return start


CALL = "def call():\n    response.raise_for_status()\ncall()"


def test_an_answer_that_is_raised_is_shown_with_its_words_and_the_cells_own_lines(refused):
    refused()
    shell = Shell(response=answered(401))
    assert shell.run(CALL) is True
    text = "".join(shell.shown)
    assert text.count('File "<cell>"') == 2
    assert "requests/models.py" not in text and __file__ not in text
    assert text.endswith(f"for url: https://p.example/api\n{DETAIL}\n{HOW_TO}\n")


def test_the_whole_of_it_is_kept_for_who_asks(refused):
    refused()
    shell = Shell(response=answered(401))
    shell.run(f"try:\n    1 / 0\nexcept Exception:\n    {CALL.splitlines()[1].strip()}")
    assert isinstance(sys.last_value, requests.HTTPError)
    assert isinstance(sys.last_value.__context__, ZeroDivisionError)
    frames = [frame.filename for frame in traceback.extract_tb(sys.last_traceback)]
    assert any("requests" in name for name in frames)
    assert "division by zero" not in "".join(shell.shown)


def test_an_error_that_came_of_the_answer_is_shown_so_too(refused):
    refused()
    cell = "try:\n    response.raise_for_status()\nexcept Exception as error:\n"
    cell += "    raise RuntimeError('no projects') from error"
    shell = Shell(response=answered(401))
    assert shell.run(cell) is True
    assert "".join(shell.shown).endswith(f"no projects\n{DETAIL}\n{HOW_TO}\n")


def test_how_to_is_not_told_to_who_knows(refused):
    refused()
    shell = Shell(response=answered(401), authenticate=object())
    shell.run(CALL)
    assert shell.shown[-1] == f"{DETAIL}\n"


def test_another_error_of_the_cell_keeps_its_traceback_and_gets_the_words_once(refused):
    refused()
    shell, error = Shell(), KeyError("data")
    assert show(shell, KeyError, error, None, time.time()) is False
    assert shell.shown == []
    assert error.__notes__ == [DETAIL, HOW_TO]
    show(Shell(), KeyError, error, None, time.time())
    assert error.__notes__ == [DETAIL, HOW_TO]


def test_an_answer_of_an_earlier_cell_is_not_this_ones(refused):
    refused(seconds_ago=1)
    shell = Shell(response=answered(401))
    assert shell.run(CALL) is False
    assert shell.shown == []


def test_another_status_is_another_answer(refused):
    refused()
    error = requests.HTTPError("no", response=answered(404))
    assert show(Shell(), type(error), error, None, time.time()) is False
    assert error.__notes__[0] == DETAIL


def test_a_kernel_that_may_not_even_ask_is_told_why_where_its_call_was_refused(bridge):
    bridge(problem(403, "kernel-revoked", "This kernel's access was revoked."))
    shell = Shell(response=answered(403))
    assert shell.run(CALL) is True
    assert shell.shown[-1] == "This kernel's access was revoked.\n"
    assert not hasattr(unrelated_error(), "__notes__")


def unrelated_error() -> Exception:
    error = NameError("x")
    assert show(Shell(), NameError, error, None, time.time()) is False
    return error


def test_without_a_problem_an_error_is_its_own(bridge):
    worker = bridge(signed_in())
    assert not hasattr(unrelated_error(), "__notes__")
    assert worker.calls() == ["GET session"]


def test_errors_of_the_helper_say_enough(refused):
    worker = refused()
    error = SignInError("sign-in-denied", "Denied.")
    assert show(Shell(), SignInError, error, None, time.time()) is False
    assert not hasattr(error, "__notes__")
    assert worker.received == []


def test_a_kernel_without_a_sign_in_asks_nobody(kernel):
    kernel("http://127.0.0.1:9/", None)
    assert not hasattr(unrelated_error(), "__notes__")


def test_nor_does_one_that_the_page_did_not_reach():
    assert not hasattr(unrelated_error(), "__notes__")


def test_clients_that_say_the_status_otherwise_are_understood(refused):
    refused(status=503)
    for error in (
        SimpleError(status=503),  # pyodide.http.HttpStatusError
        SimpleError(code=503),  # urllib.error.HTTPError
        SimpleError(response=SimpleNamespace(status_code=503)),  # httpx.HTTPStatusError
        SimpleError(response=SimpleNamespace(status=503)),
    ):
        shell = Shell(error=error)
        assert shell.run("raise error") is True


class SimpleError(Exception):
    def __init__(self, **fields: Any) -> None:
        super().__init__("no")
        self.__dict__.update(fields)
