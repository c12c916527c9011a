"""The files that the TypeScript parser's tests run as well, with the same expectations."""

import json
from pathlib import Path

import pytest
from jupyterlite_auth_bridge.bake import bake
from jupyterlite_auth_bridge.config_error import ConfigError
from jupyterlite_auth_bridge.normal_form import baked, normal_form
from jupyterlite_auth_bridge.parse_config import BadConfigError, parse_config_text
from jupyterlite_auth_bridge.parts import read_bundle, read_oauth
from jupyterlite_auth_bridge.variants import script_for

from repository import FIXTURES

GOOD = sorted((FIXTURES / "good").glob("*.json"))
BAD = sorted((FIXTURES / "bad").glob("*.json"))
# Stands in the fixtures wherever somebody might write a secret.
SECRET = "hunter2"


def read(path: Path) -> tuple[dict, str]:
    fixture = json.loads(path.read_text(encoding="utf-8"))
    return fixture, fixture["text"] if "text" in fixture else json.dumps(fixture["config"])


def errors_of(path: Path) -> list[ConfigError]:
    _, text = read(path)
    with pytest.raises(BadConfigError) as raised:
        parse_config_text(text)
    return raised.value.errors


def test_there_are_fixtures() -> None:
    assert GOOD and BAD


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good(path: Path) -> None:
    fixture, text = read(path)
    written = {key: value for key, value in json.loads(text).items() if key != "$schema"}
    config = parse_config_text(text)
    assert config == written
    assert normal_form(config) == fixture["parsed"]
    assert script_for(config) == fixture["script"]
    assert bake(read_bundle(config), baked(config), b"", "1", oauth=path_of(read_oauth(config)))
    assert config == written, "it is not changed"


def path_of(part: tuple[str, bytes] | None) -> str | None:
    return part[0] if part else None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_bad(path: Path) -> None:
    wanted = read(path)[0]["errors"]
    errors = errors_of(path)
    assert [error.path for error in errors] == [error["path"] for error in wanted]
    for error, want in zip(errors, wanted, strict=True):
        assert want["found"] in error.found, error
        assert want["expected"] in error.expected, error


def test_errors_hold_no_secret_of_the_file() -> None:
    assert sum(SECRET in read(path)[1] for path in BAD) > 5
    shown = "".join(str(error) for path in BAD for error in errors_of(path))
    assert SECRET not in shown


@pytest.mark.parametrize(
    "text", ["[" * 100_000 + "]" * 100_000, '{"providers":' * 900 + "1" + "}" * 900]
)
def test_nesting_ends_in_an_error(text: str) -> None:
    with pytest.raises(BadConfigError) as raised:
        parse_config_text(text)
    assert len(raised.value.errors) >= 1


def test_a_number_of_many_digits_ends_in_an_error() -> None:
    with pytest.raises(BadConfigError):
        parse_config_text('{"providers": {}, "kernel": ' + "9" * 10_000 + "}")


def test_an_error_can_be_printed_whatever_was_found() -> None:
    with pytest.raises(BadConfigError) as raised:
        parse_config_text('{"providers": {"\\ud800\\n\\u001b": {}}, "apis": "\\udfff"}')
    shown = str(raised.value)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert "\x1b" not in shown
