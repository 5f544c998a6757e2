"""The sandbox's subscription messages: leave, data types, templates, and what is pushed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.wecom import crypto
from tests.sandbox.merchant import person
from tests.sandbox.receiver import Received, Receiver
from tests.sandbox.test_shipping import fresh_token

ROOT = "/weixin"
GOOD = {
    "thing1": "龙井 50 克",
    "thing2": "中通快递",
    "character_string3": "78123456789012",
    "date4": "2026年11月22日 10:05",
}


class Sender:
    """A mini-program with one template, and a person who may be told of it."""

    def __init__(self, client: httpx.AsyncClient, keys: dict[str, Any], token: str, who: dict[str, Any]) -> None:
        self.client, self.keys, self.token, self.who, self.template_id = client, keys, token, who, ""

    async def ask(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        method = "POST" if body is not None else "GET"
        query = {"access_token": self.token}
        answer: dict[str, Any] = (await self.client.request(method, ROOT + path, params=query, json=body)).json()
        return answer

    async def send(self, data: dict[str, str], changes: dict[str, Any] | None = None) -> int:
        shaped = {"data": {key: {"value": value} for key, value in data.items()}}
        body = {"touser": self.who["openid"], "template_id": self.template_id} | shaped | (changes or {})
        return int((await self.ask("/cgi-bin/message/subscribe/send", body))["errcode"])

    async def press(self, **body: Any) -> httpx.Response:
        path = f"/_sandbox/people/{self.who['id']}/subscribe"
        return await self.client.post(path, json={"template_id": self.template_id} | body)

    async def inbox(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.client.get(f"/_sandbox/people/{self.who['id']}/inbox")).json()
        return found

    def opened(self, received: Received) -> tuple[dict[str, str], str]:
        """(query, plain text) of a push; the signatures are checked."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(received.target).query).items()}
        body = received.body.decode()
        sealed = body.split("<Encrypt><![CDATA[")[1].split("]]>")[0] if body[0] == "<" else json.loads(body)["Encrypt"]
        signed = (self.keys["miniprogram_push_token"], query["timestamp"], query["nonce"])
        assert query["msg_signature"] == crypto.signature(*signed, sealed)
        assert query["signature"] == crypto.signature(*signed, "")
        plain, appid = crypto.decrypt(self.keys["miniprogram_push_aes_key"], sealed)
        assert appid == self.keys["miniprogram_appid"]
        return query, plain

    async def listen(self, receiver: Receiver, **more: Any) -> None:
        receiver.body = lambda request: parse_qs(urlsplit(request.target).query).get("echostr", [""])[0].encode()
        body = {"url": f"{receiver.url}/push"} | more
        (await self.client.post("/_sandbox/miniprogram/push", json=body)).raise_for_status()
        receiver.received.clear()


@pytest.fixture
async def sender(client: httpx.AsyncClient) -> Sender:
    keys = (await client.get("/_sandbox/credentials")).json()
    made = Sender(client, keys, await fresh_token(client, keys), await person(client))
    kids = {"tid": "1002", "kidList": [1, 2, 3, 4], "sceneDesc": "发货"}
    made.template_id = (await made.ask("/wxaapi/newtmpl/addtemplate", kids))["priTmplId"]
    return made


async def test_each_accept_allows_one_message(sender: Sender) -> None:
    assert await sender.send(GOOD) == 43101
    for result in ("accept", "reject", "accept"):
        await sender.press(result=result)
    assert [await sender.send(GOOD) for _ in range(3)] == [0, 0, 43101]
    messages = await sender.inbox()
    assert [message["from"] for message in messages] == ["订单发货通知"] * 2
    assert "快递单号:78123456789012" in messages[0]["text"]
    page = (await sender.client.get("/_sandbox/")).text
    assert "[订阅消息] 订单发货通知" in page


async def test_who_switches_off_is_told_nothing_more(sender: Sender) -> None:
    await sender.press(result="accept")
    off = {"template_id": sender.template_id}
    await sender.client.post(f"/_sandbox/people/{sender.who['id']}/unsubscribe", json=off)
    assert await sender.send(GOOD) == 43101


@pytest.mark.parametrize(
    "changes",
    [
        {"thing1": ""},
        {"thing1": " "},
        {"thing1": "一" * 21},
        {"thing1": "龙井\n茶"},
        {"thing1": "龙井\u0007"},
        {"character_string3": "一二三"},
        {"character_string3": "1" * 33},
        {"date4": "tomorrow"},
        {"date4": "25:00"},
    ],
)
async def test_data_that_does_not_fit_is_refused_and_uses_no_leave(sender: Sender, changes: dict[str, str]) -> None:
    await sender.press(result="accept")
    assert await sender.send(GOOD | changes) == 47003
    assert await sender.send({key: value for key, value in GOOD.items() if key not in changes}) == 47003
    assert await sender.send(GOOD) == 0


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": "nobody"}, 40003),
        ({"template_id": "unknown"}, 40037),
        ({"data": []}, 47003),
        ({"miniprogram_state": "beta"}, 47001),
    ],
)
async def test_each_field_of_a_message_is_checked(sender: Sender, changes: dict[str, Any], errcode: int) -> None:
    await sender.press(result="accept")
    assert await sender.send(GOOD, changes) == errcode


async def test_templates_are_added_listed_and_removed(sender: Sender) -> None:
    (shown,) = (await sender.ask("/wxaapi/newtmpl/gettemplate", None))["data"]
    assert (shown["priTmplId"], shown["type"], "{{thing1.DATA}}" in shown["content"]) == (sender.template_id, 2, True)
    add = "/wxaapi/newtmpl/addtemplate"
    assert (await sender.ask(add, {"tid": "9", "kidList": [1, 2]}))["errcode"] == 200014
    assert (await sender.ask(add, {"tid": "1002", "kidList": [1]}))["errcode"] == 200020
    remove = "/wxaapi/newtmpl/deltemplate"
    gone = {"priTmplId": sender.template_id}
    assert [(await sender.ask(remove, gone))["errcode"] for _ in range(2)] == [0, 40037]
    sender.token = "invented"
    assert (await sender.ask(add, {}))["errcode"] == 40001


async def test_one_answer_is_pushed_bare_and_several_as_a_list(sender: Sender, receiver: Receiver) -> None:
    other = (await sender.ask("/wxaapi/newtmpl/addtemplate", {"tid": "1004", "kidList": [1, 2]}))["priTmplId"]
    await sender.listen(receiver)
    await sender.press(result="accept")
    await receiver.wait_for(1)
    await sender.press(results={sender.template_id: "accept", other: "reject"})
    received = await receiver.wait_for(2)
    one, several = [json.loads(sender.opened(each)[1]) for each in received]
    assert (one["FromUserName"], one["Event"]) == (sender.who["openid"], "subscribe_msg_popup_event")
    assert one["List"]["SubscribeStatusString"] == "accept"
    assert [item["SubscribeStatusString"] for item in several["List"]] == ["accept", "reject"]


async def test_pushes_speak_xml_when_told_to(sender: Sender, receiver: Receiver) -> None:
    await sender.listen(receiver, format="xml")
    await sender.press(result="accept")
    await sender.send(GOOD)
    plains = [sender.opened(each)[1] for each in await receiver.wait_for(2)]
    assert any("<SubscribeMsgPopupEvent><List><TemplateId>" in plain for plain in plains)
    assert any("<SubscribeMsgSentEvent><List>" in plain and "success" in plain for plain in plains)


async def test_a_refused_push_is_sent_three_times(sender: Sender, receiver: Receiver) -> None:
    await sender.listen(receiver)
    receiver.answers = [500, 503, 200]
    await sender.press(result="accept")
    assert len({sender.opened(each)[1] for each in await receiver.wait_for(3)}) == 1


async def test_a_url_that_does_not_echo_is_not_saved(sender: Sender, receiver: Receiver) -> None:
    answer = await sender.client.post("/_sandbox/miniprogram/push", json={"url": receiver.url})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [{"result": "maybe"}, {"template_id": "unknown"}, {"results": {"unknown": "accept"}}])
async def test_a_wrong_press_is_refused(sender: Sender, body: dict[str, Any]) -> None:
    assert (await sender.press(**body)).status_code in (400, 404)
