from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from jupyterlite_auth._card import pending_card, signed_in_card, stopped_card
from jupyterlite_auth._models import SignIn, User

HOSTILE = "\"><img src=x onerror=alert(1)><script>alert('x')</script>&"


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def card_of(uri: str, complete: str | None = None) -> Tags:
    sign_in = SignIn("pending", "AB-CD", verification_uri=uri, verification_uri_complete=complete)
    return Tags(pending_card("Mat3ra", sign_in)["text/html"])


def test_hostile_text_stays_text():
    user = User(username=HOSTILE, name=HOSTILE, display_name=HOSTILE, initials=HOSTILE)
    sign_in = SignIn("pending", HOSTILE, "https://p.example/" + HOSTILE)
    for card in (pending_card(HOSTILE, sign_in), signed_in_card(HOSTILE, user)):
        tags = Tags(card["text/html"])
        assert tags.names <= {"div", "a"}
        assert {name for name, _ in tags.attributes} <= {"style", "role", "href", "target", "rel"}
        assert HOSTILE in tags.text
    assert HOSTILE in Tags(stopped_card(HOSTILE, HOSTILE)["text/html"]).text


@pytest.mark.parametrize("uri", ["https://p.example/device", "http://localhost:3000/oidc/device"])
def test_web_addresses_are_links(uri):
    attributes = card_of(uri).attributes
    assert ("href", uri) in attributes
    assert ("target", "_blank") in attributes
    assert ("rel", "noopener noreferrer") in attributes


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JavaScript://p.example/%0aalert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//p.example/device",
        "https:device",
        "https://[p.example",
        "",
    ],
)
def test_nothing_else_is(uri):
    tags = card_of(uri)
    assert "a" not in tags.names
    assert uri in tags.text


def test_a_bad_complete_address_leaves_the_plain_one_without_a_link_to_it():
    tags = card_of("https://p.example/device", "javascript:alert(1)")
    assert ("href", "javascript:alert(1)") not in tags.attributes
    assert "https://p.example/device" in tags.text


def test_colours_come_from_the_theme_with_a_fallback():
    html = pending_card("Mat3ra", None)["text/html"]
    themed = re.compile(r"var\(--jp-[\w-]+,#[0-9a-f]+\)")
    assert len(themed.findall(html)) >= 4
    assert "#" not in themed.sub("", html)
