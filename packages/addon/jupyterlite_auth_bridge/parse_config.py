"""Validates auth.json: the schema, and what a schema cannot say. Errors are those of the worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .config_error import ConfigError, Issue, Path, in_document_order
from .json_text import NotJsonError, duplicate_keys, read_json_text
from .meaning import (
    denied_roles,
    exchange_issues,
    provider_issues,
    unreachable_rules,
    url_issues,
)
from .structure import structure_issues

JSON_WORDS = "JSON (RFC 8259): no comments, no comma after the last entry"


class BadConfigError(ValueError):
    """What is wrong with an auth.json: every error, in the order of the document."""

    def __init__(self, errors: list[ConfigError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def parse_config_text(text: str) -> dict[str, Any]:
    """Returns the configuration as it is written, without `$schema`. Raises BadConfigError."""
    try:
        config = read_json_text(text)
        issues = [*duplicate_keys(config), *_issues(config)]
        if issues:
            raise BadConfigError([issue.to_error() for issue in in_document_order(issues, config)])
    except NotJsonError as error:
        raise _whole(f"text that is not JSON ({error})", JSON_WORDS) from None
    except RecursionError:
        raise _whole("text that is nested too deep", JSON_WORDS) from None
    return {key: value for key, value in config.items() if key != "$schema"}


def _issues(config: Any) -> list[Issue]:
    structure = structure_issues(config)
    refused = {issue.path for issue in structure if issue.is_refusal}
    meaning = [*provider_issues(config), *denied_roles(config)]
    issues = [*url_issues(config), *structure, *meaning]
    # Of a key that may not be there, and of what is in it, nothing else need be said.
    issues = [
        issue for issue in issues if issue.is_refusal or not refused & set(_up_from(issue.path))
    ]
    bad = [issue.path for issue in issues]
    return [*issues, *exchange_issues(config, bad), *unreachable_rules(config, bad)]


def _up_from(path: Path) -> Iterator[Path]:
    """Yields the path, and those of all that it is in."""
    return (path[:length] for length in range(len(path) + 1))


def _whole(found: str, expected: str) -> BadConfigError:
    return BadConfigError([ConfigError("", found, expected)])
