"""XML from outside cannot do more than name fields."""

import subprocess
import sys

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


@pytest.mark.parametrize("body", ["<Encrypt>QUJD+/==</Encrypt>", "<Encrypt>\n<![CDATA[QUJD+/==]]> </Encrypt>"])
def test_the_sealed_part_is_found_in_its_envelope(body: str) -> None:
    envelope = f"<xml><ToUserName><![CDATA[corp]]></ToUserName><AgentID>1</AgentID>\n{body}</xml>"
    assert xml.encrypted(envelope.encode()) == "QUJD+/=="


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml/>",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt>\xe4\xb8\x80</Encrypt></xml>",
        b"<xml><Encrypt>&a;</Encrypt></xml>",
        b"<xml><encrypt>QUJD</encrypt></xml>",
        b"<xml><Encrypt><![CDATA[QUJD]]></xml>",
        "<xml><Encrypt>QUJD</Encrypt></xml>".encode("utf-16"),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><Encrypt>QUJD</Encrypt></xml>",
        b"<Encrypt>" * 14_000,
        b"<Encrypt>" + b" " * 120_000,
    ],
)
def test_an_envelope_without_a_sealed_part_is_malformed(body: bytes) -> None:
    with pytest.raises(CallbackMalformed):
        xml.encrypted(body)


NAMES = """
import resource
from wecom.callbacks import xml
from wecom.callbacks.errors import CallbackMalformed
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for batch in range(200):
    body = "".join(f"<name{batch}of{each}abcdefghijkl/>" for each in range(4_000)).encode()
    try:
        xml.encrypted(b"<xml>" + body + b"</xml>")
    except CallbackMalformed:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_envelopes_of_ever_new_names_leave_no_names_behind() -> None:
    """libxml2 keeps each name for the life of the process: 24 MB of names, from anyone, would stay."""
    done = subprocess.run([sys.executable, "-c", NAMES], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8_000, f"{done.stdout} KiB"
