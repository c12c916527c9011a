"""Errors in auth.json: the same words as the TypeScript parser's (parse-config-error.ts)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]

LONGEST_QUOTE = 80
AN_OBJECT = "an object"


@dataclass(frozen=True)
class ConfigError:
    """One thing that is wrong: a JSON Pointer (RFC 6901), what is there, what belongs there."""

    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        path = self.path or "(the whole document)"
        shown = path if path.isprintable() else quote(path)
        return f"{shown}: found {self.found}, expected {self.expected}"


@dataclass(frozen=True)
class Issue:
    """A ConfigError whose path is still in pieces."""

    path: Path
    found: str
    expected: str
    # A key that may not be there at all: what is wrong with its value is of no interest.
    is_refusal: bool = False

    def to_error(self) -> ConfigError:
        keys = (key.replace("~", "~0").replace("/", "~1") for key in self.path)
        return ConfigError("".join(f"/{key}" for key in keys), self.found, self.expected)


def quote(text: str) -> str:
    """Returns the text in quotes, cut where it is long."""
    cut = f"{text[:LONGEST_QUOTE]}…" if len(text) > LONGEST_QUOTE else text
    quoted = json.dumps(cut, ensure_ascii=False)
    # A lone surrogate cannot be printed.
    return quoted.encode("utf-8", "backslashreplace").decode("utf-8")


def describe(value: Any) -> str:
    """Returns a JSON value in words; looks no deeper than the value itself."""
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, dict):
        return AN_OBJECT
    return json.dumps(value)


def one_of_words(values: Iterable[str]) -> str:
    """Returns choices in words: `one of 'a', 'b'`."""
    return "one of " + ", ".join(f"'{value}'" for value in values)


def in_document_order(issues: Iterable[Issue], document: Any) -> list[Issue]:
    """Returns the first issue of each place, in the order in which a reader meets them.

    A key that is missing comes after the keys that are there.
    """
    first: dict[Path, Issue] = {}
    for issue in issues:
        first.setdefault(issue.path, issue)
    indexes: dict[int, dict[str, int]] = {}
    return sorted(first.values(), key=lambda issue: _position(issue.path, document, indexes))


def _position(path: Path, document: Any, indexes: dict[int, dict[str, int]]) -> Sequence[float]:
    position: list[float] = []
    parent = document
    for key in path:
        index = _index(parent, key, indexes)
        position.append(index)
        parent = None if index == float("inf") else _child(parent, key)
    return position


def _index(parent: Any, key: str, indexes: dict[int, dict[str, int]]) -> float:
    if isinstance(parent, list):
        return int(key) if key.isdecimal() and int(key) < len(parent) else float("inf")
    if not isinstance(parent, dict):
        return float("inf")
    if id(parent) not in indexes:
        indexes[id(parent)] = {name: i for i, name in enumerate(parent)}
    return indexes[id(parent)].get(key, float("inf"))


def _child(parent: Any, key: str) -> Any:
    return parent[int(key)] if isinstance(parent, list) else parent[key]
