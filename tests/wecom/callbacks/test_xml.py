"""XML from outside cannot do more than name fields."""

import pytest

from wecom.callbacks import xml
from wecom.callbacks.errors import CallbackMalformed

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def test_fields_are_the_texts_below_the_root() -> None:
    text = "<xml><A><![CDATA[一<二]]></A><B>2</B><C/><D><Item>x</Item></D><!-- no --></xml>"
    assert xml.fields(text) == {"A": "一<二", "B": "2", "C": "", "D": ""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "not xml",
        "<xml>",
        "<xml><A></B></xml>",
        "<xml>\x00</xml>",
        '{"Encrypt": "x"}',
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><xml><Encrypt>&l9;</Encrypt></xml>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><Encrypt>&f;</Encrypt></xml>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml><Encrypt>x</Encrypt></xml>',
        "<xml><Encrypt>&unknown;</Encrypt></xml>",
        "<a>" * 5000 + "</a>" * 5000,
    ],
    ids=[
        "empty",
        "blank",
        "text",
        "unclosed",
        "crossed",
        "nul",
        "json",
        "expansion",
        "file",
        "remote",
        "entity",
        "depth",
    ],
)
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(CallbackMalformed):
        xml.fields(text)


def test_wide_characters_do_not_hide_a_document_type() -> None:
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'
    with pytest.raises(CallbackMalformed):
        xml.fields(hidden.encode("utf-16"))
