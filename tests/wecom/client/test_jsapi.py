"""JS-SDK tickets and signatures."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.wecom.enterprise import Enterprise
from wecom.client.corp import Corp
from wecom.client.jsapi import signature

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "wecom_jsapi_signature.json").read_text())["vectors"]
PAGE = "https://shop.example.com/sidebar/?a=1&b=%E4%B8%AD#/customer"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_the_known_answers(vector: dict[str, Any]) -> None:
    page = vector.get("page_url", vector["url"])
    signed = signature(vector["jsapi_ticket"], vector["noncestr"], vector["timestamp"], page)
    assert signed == vector["signature"]


@pytest.mark.parametrize("kind", ["corp", "agent_config"])
async def test_the_client_accepts_what_a_ticket_signs(corp: Corp, enterprise: Enterprise, kind: str) -> None:
    ticket = await (corp.tickets.corp() if kind == "corp" else corp.tickets.agent())
    signed = signature(ticket, "nonce", 1700000000, PAGE)
    said = await enterprise.post(
        "/wecom/jsapi/verify", ticket_kind=kind, noncestr="nonce", timestamp=1700000000, url=PAGE, signature=signed
    )
    assert said["ok"]


async def test_tickets_are_asked_for_once(corp: Corp, enterprise: Enterprise) -> None:
    assert await corp.tickets.corp() == await corp.tickets.corp()
    assert len(await enterprise.calls("get_jsapi_ticket")) == 1


@pytest.mark.parametrize("kind", ["corp", "agent_config"])
async def test_a_signed_page_is_accepted_by_the_client(corp: Corp, enterprise: Enterprise, kind: str) -> None:
    made = await (corp.tickets.sign_config(PAGE) if kind == "corp" else corp.tickets.sign_agent_config(PAGE))
    seen = {"noncestr": made.noncestr, "timestamp": made.timestamp, "signature": made.signature}
    assert (await enterprise.post("/wecom/jsapi/verify", ticket_kind=kind, url=PAGE, **seen))["ok"]
    elsewhere = PAGE.replace("a=1", "a=2")
    assert not (await enterprise.post("/wecom/jsapi/verify", ticket_kind=kind, url=elsewhere, **seen))["ok"]
