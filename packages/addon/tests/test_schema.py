"""The schema is the documentation of auth.json: it has to be complete, and true."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jupyterlite_auth_bridge.parse_config import parse_config_text
from jupyterlite_auth_bridge.structure import load_schema

from repository import PACKAGES

SCHEMA = PACKAGES / "protocol" / "schema" / "auth-config.v1.schema.json"


def properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict, bool]]:
    """Yields each key that auth.json may have: its place, its schema, whether it is required."""
    if not isinstance(schema, dict):
        return
    required = schema.get("required", [])
    if "title" in schema:
        for name, part in schema.get("properties", {}).items():
            yield f"{path}/{name}", resolve(part), name in required
    for key, part in schema.items():
        if key not in ("examples", "default"):
            yield from properties(part, f"{path}/{key}")


def resolve(schema: dict) -> dict:
    return load_schema()["$defs"]["label"] if "$ref" in schema else schema


KEYS = list(properties(load_schema()))


def test_the_wheel_has_the_schema_of_the_repository() -> None:
    assert load_schema() == json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(load_schema())


@pytest.mark.parametrize(
    ("schema", "required"), [key[1:] for key in KEYS], ids=[k[0] for k in KEYS]
)
def test_each_key_is_documented(schema: dict, required: bool) -> None:
    assert schema["title"]
    assert schema["description"]
    assert "examples" in schema
    told = "Default: " in schema["description"] or "Required" in schema["description"]
    assert "default" in schema or told
    assert not (required and "default" in schema)


def objects(schema: Any) -> Iterator[dict]:
    """Yields the schema of each object that has keys of the format's."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield schema
        for key, part in schema.items():
            if key not in ("examples", "default"):
                yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def test_each_object_refuses_unknown_keys() -> None:
    open_ones = [s["title"] for s in objects(load_schema()) if s.get("additionalProperties")]
    unsaid = [s["title"] for s in objects(load_schema()) if "additionalProperties" not in s]
    assert open_ones == []
    # Its type picks the kind of provider, which refuses them.
    assert unsaid == ["Provider"]


@pytest.mark.parametrize("example", load_schema()["examples"], ids=["no-auth", "full", "several"])
def test_the_examples_are_good(example: dict) -> None:
    assert parse_config_text(json.dumps(example)) == example
