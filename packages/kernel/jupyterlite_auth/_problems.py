"""What a user reads where a cell fails after a call that the service worker answered itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from ._client import read_seed, send_sync, session_call
from ._errors import BridgeUnavailable, SignInError
from ._models import Problem

# Nobody waits longer for an error to be shown.
ANSWER_SECONDS = 2
# The worker's clock is the kernel's, rounded otherwise.
CLOCK_SECONDS = 0.005

HOW_TO = "To run it: from jupyterlite_auth import authenticate, then await authenticate()"


def show(
    shell: Any, kind: type, error: BaseException, traceback: TracebackType, started: float
) -> bool:
    """Add to an error what the service has said to a call of the cell; True where it is shown then.

    An error that stands for that very answer is shown with the cell's own lines alone: `%tb` has
    the others. `started`: when the cell was, in seconds since the epoch.
    """
    problem = None if hasattr(error, "_render_traceback_") else _problem_since(started)
    if problem is None:
        return False
    is_answer = not problem.statuses.isdisjoint(_statuses(error))
    if is_answer or problem.time is not None:
        _add_note(error, problem, shell.user_ns)
    own = _own_frames(traceback, shell.user_ns)
    if not is_answer or own is None:
        return False
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, traceback
    sys.last_exc = error
    shell._showtraceback(kind, error, _lines(shell, kind, error, own))
    return True


def _problem_since(started: float) -> Problem | None:
    try:
        seed = read_seed()
        if seed.handle is None:
            return None
        problem = send_sync(session_call(seed), timeout=ANSWER_SECONDS).problem
    except SignInError as error:
        # Who may not ask that may not call either; whether the cell has, its error has to say.
        return Problem(str(error), frozenset((401, 403)))
    except BridgeUnavailable:
        return None
    if problem is None or problem.time is None or problem.time < started - CLOCK_SECONDS:
        return None
    return problem


def _statuses(error: BaseException) -> set[int]:
    """Return the HTTP statuses that an error, and those that it came of, stand for."""
    found = set()
    for each in _chain(error):
        response = getattr(each, "response", None)
        for place in (each, response):
            for name in ("status_code", "status", "code"):
                value = getattr(place, name, None)
                if isinstance(value, int):
                    found.add(value)
    return found


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _add_note(error: BaseException, problem: Problem, names: dict[str, Any]) -> None:
    notes = [problem.detail]
    if "authenticate()" in problem.detail and "authenticate" not in names:
        notes.append(HOW_TO)
    for note in notes:
        if note not in getattr(error, "__notes__", ()):
            error.add_note(note)


def _own_frames(
    traceback: TracebackType | None, namespace: dict[str, Any]
) -> TracebackType | None:
    """Return the traceback without what is not of the notebook's own cells."""
    if traceback is None:
        return None
    rest = _own_frames(traceback.tb_next, namespace)
    frame = traceback.tb_frame
    if frame.f_globals is not namespace:
        return rest
    return TracebackType(rest, frame, traceback.tb_lasti, traceback.tb_lineno)


def _lines(shell: Any, kind: type, error: BaseException, own: TracebackType) -> list[str]:
    """Return IPython's own account of it, without the errors that it came of."""
    kept = error.__cause__, error.__context__, error.__suppress_context__
    error.__cause__ = error.__context__ = None
    try:
        return shell.InteractiveTB.structured_traceback(kind, error, own, tb_offset=0)
    finally:
        error.__cause__, error.__context__, error.__suppress_context__ = kept
