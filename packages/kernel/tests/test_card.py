from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert import HTMLExporter

from jupyterlite_auth._card import SESSION_MIME, session_card
from jupyterlite_auth._models import Status, User

HOSTILE = "\"><img src=x onerror=alert(1)><script>alert('x')</script>&"
ADA = User("ada", "Ada L", "Ada L", "AL", "https://p.example/a.png", claims={"sub": "ada"})


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def card(state: str = "signed-in", label: str = "Mat3ra"):
    status = Status(label, state, ADA, ("email",), claims={"sub": "ada"}, provider="platform")
    return session_card(status, "this-load")


@pytest.mark.parametrize("state", ["signed-in", "signing-in", "signed-out"])
def test_what_is_saved_names_the_provider_and_nobody(state):
    bundle = card(state)
    assert bundle[SESSION_MIME] == {"provider": "platform", "page": "this-load"}
    assert bundle["text/plain"] == f"Mat3ra: {state.replace('-', ' ')}"
    assert not re.search(r"ada|email|p\.example", json.dumps(bundle), re.IGNORECASE)


def test_each_state_has_its_words():
    texts = {Tags(card(state)["text/html"]).text for state in ("signed-in", "signed-out")}
    assert len(texts) == 2
    assert all(text.startswith("Mat3ra") and "when this cell was run" in text for text in texts)


def test_hostile_text_stays_text():
    tags = Tags(card(label=HOSTILE)["text/html"])
    assert tags.names == {"div"}
    assert tags.attributes == {"style"}
    assert HOSTILE in tags.text


def test_colours_come_from_the_theme_with_a_fallback():
    html = card()["text/html"]
    themed = re.compile(r"var\(--jp-[\w-]+,#[0-9a-f]+\)")
    assert len(themed.findall(html)) >= 4
    assert "#" not in themed.sub("", html)


def test_an_exported_notebook_shows_it():
    output = nbformat.v4.new_output("display_data", data=card())
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("await authenticate()", outputs=[output])]
    )
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    assert "Signed in when this cell was run." in Tags(html).text
