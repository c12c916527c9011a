"""Checks auth.json against its JSON Schema, and says what is wrong in the words of the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from .config_error import AN_OBJECT, Issue, Path, describe, one_of_words, quote

TYPE_WORDS = {
    "object": AN_OBJECT,
    "array": "a list",
    "string": "a string",
    "boolean": "true or false",
}


@cache
def load_schema() -> dict[str, Any]:
    """Returns the schema that the wheel carries."""
    path = files(__package__) / "schema" / "auth-config.v1.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def structure_issues(document: Any) -> list[Issue]:
    """Returns what the schema says of the document."""
    errors = _Validator(load_schema()).iter_errors(document)
    return [issue for error in errors for issue in _to_issues(error)]


def _whole_match(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    """`$` of Python's search passes a line break at the end; that of ECMA-262 does not."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("no match")


_Validator = extend(Draft202012Validator, {"pattern": _whole_match})


def _to_issues(error: ValidationError) -> Iterator[Issue]:
    path = tuple(str(key) for key in error.absolute_path)
    schema, value = error.schema, error.instance
    if "propertyNames" in error.absolute_schema_path:
        yield Issue((*path, value), quote(value), _words(schema))
    elif error.validator == "required":
        missing = (key for key in schema["required"] if key not in value)
        yield from (Issue((*path, key), "nothing", _property_words(schema, key)) for key in missing)
    elif error.validator == "additionalProperties":
        yield from _unknown_keys(path, schema, value)
    elif error.validator == "uniqueItems":
        yield from _repeated_items(path, schema, value)
    else:
        yield Issue(path, _found(schema, value), _words(schema), is_refused_key(schema))


def _found(schema: Any, value: Any) -> str:
    """Some values must not be repeated: `x-found` then stands for them."""
    return schema.get("x-found") or describe(value)


def is_refused_key(schema: Any) -> bool:
    """Whether a key is known, but may not be there: nothing else need be said of its value."""
    return schema.get("not") == {}


def _unknown_keys(path: Path, schema: Any, value: dict[str, Any]) -> Iterator[Issue]:
    # `$schema` is for editors: the error need not offer it.
    known = [
        key
        for key, part in schema["properties"].items()
        if key != "$schema" and not is_refused_key(_resolve(part))
    ]
    for key in value:
        if key not in schema["properties"]:
            yield Issue((*path, key), "an unknown key", f"{one_of_words(known)} as the key")


def _repeated_items(path: Path, schema: Any, value: list[Any]) -> Iterator[Issue]:
    seen: set[str] = set()
    for index, item in enumerate(value):
        if not isinstance(item, str):
            continue
        if item in seen:
            yield Issue((*path, str(index)), f"{quote(item)} again", _words(schema))
        seen.add(item)


def _property_words(schema: Any, key: str) -> str:
    return _words(schema["properties"][key])


def _resolve(schema: Any) -> Any:
    """Returns what a reference within the schema stands for."""
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return load_schema()["$defs"][name] if name else schema


def _words(schema: Any) -> str:
    """Returns what a value of this schema is, in words."""
    if "x-expected" in schema:
        return schema["x-expected"]
    if "enum" in schema:
        return one_of_words(schema["enum"])
    return TYPE_WORDS[schema["type"]]
