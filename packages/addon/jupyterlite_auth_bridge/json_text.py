"""Reads JSON text strictly, and finds keys that an object has twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from .config_error import Issue, Path, quote


class NotJsonError(ValueError):
    """The text is not JSON (RFC 8259)."""


class _Object(dict):
    """A JSON object that remembers which of its keys were there twice."""

    duplicates: tuple[str, ...] = ()


def read_json_text(text: str) -> Any:
    """Returns the value. Raises NotJsonError."""
    try:
        return json.loads(text, object_pairs_hook=_to_object, parse_constant=_refuse_constant)
    except ValueError as error:
        raise NotJsonError(str(error)) from None


def duplicate_keys(value: Any, path: Path = ()) -> Iterator[Issue]:
    """Yields an issue for each key that stands twice in a value of read_json_text."""
    if isinstance(value, _Object):
        for key in value.duplicates:
            yield Issue((*path, key), f"the key {quote(key)} twice", "each key once")
    if isinstance(value, dict):
        for key, child in value.items():
            yield from duplicate_keys(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from duplicate_keys(child, (*path, str(index)))


def _to_object(pairs: list[tuple[str, Any]]) -> _Object:
    result = _Object(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        result.duplicates = tuple(key for key, _ in pairs if key in seen or seen.add(key))
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
