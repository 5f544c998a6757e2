"""Group robots: what they may say, how often, and with which key."""

import base64
import hashlib
from typing import Any

import pytest

from tests.sandbox.enterprise import PNG, Enterprise

TEXT = {"msgtype": "text", "text": {"content": "日报", "mentioned_list": ["@all"]}}
CARD = {"card_type": "text_notice", "main_title": {"title": "日报"}, "card_action": {"type": 1, "url": "https://a.cn"}}


def image(picture: bytes, digest: str | None = None) -> dict[str, str]:
    known = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    return {"base64": base64.b64encode(picture).decode(), "md5": digest or known}


async def robot(enterprise: Enterprise) -> str:
    key: str = (await enterprise.control("wecom/robots", name="日报"))["key"]
    return key


async def send(enterprise: Enterprise, key: str, **body: Any) -> int:
    """The errcode; no token is sent along."""
    answer = await enterprise.client.post("/qyapi/cgi-bin/webhook/send", params={"key": key}, json=body)
    assert answer.status_code == 200
    code: int = answer.json()["errcode"]
    return code


async def upload(enterprise: Enterprise, key: str, kind: str = "file") -> dict[str, Any]:
    answer = await enterprise.client.post(
        "/qyapi/cgi-bin/webhook/upload_media",
        params={"key": key, "type": kind},
        files={"media": ("a.pdf", b"%PDF-1.7")},
    )
    answered: dict[str, Any] = answer.json()
    return answered


async def said(enterprise: Enterprise, key: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = await enterprise.control(f"wecom/robots/{key}/messages", "GET")
    return messages


async def test_every_kind_is_said(enterprise: Enterprise) -> None:
    key = await robot(enterprise)
    media_id = (await upload(enterprise, key))["media_id"]
    kinds: dict[str, Any] = {
        "text": TEXT["text"],
        "markdown": {"content": "好" * 1365},
        "markdown_v2": {"content": "# 好"},
        "image": image(PNG),
        "news": {"articles": [{"title": "题", "url": "https://a.cn"}] * 8},
        "file": {"media_id": media_id},
        "template_card": CARD,
    }
    codes = [await send(enterprise, key, msgtype=kind, **{kind: content}) for kind, content in kinds.items()]
    messages = await said(enterprise, key)

    assert codes == [0] * 7
    assert [one["msgtype"] for one in messages] == list(kinds)
    assert messages[3]["image"] == {"md5": kinds["image"]["md5"], "bytes": len(PNG)}


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "video"}, 40008),
        ({"text": {"content": ""}}, 40063),
        ({"text": {"content": "好" * 683}}, 40058),
        ({"text": {"content": "好", "mentioned_list": "@all"}}, 40058),
        ({"msgtype": "markdown", "markdown": {"content": "好" * 1366}}, 40058),
        ({"msgtype": "image", "image": image(PNG, "0" * 32)}, 301019),
        ({"msgtype": "image", "image": image(b"GIF89a")}, 40058),
        ({"msgtype": "image", "image": image(PNG + bytes(2 * 1024 * 1024))}, 45001),
        ({"msgtype": "image", "image": {"base64": "!", "md5": "0"}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "题", "url": "https://a.cn"}] * 9}}, 40058),
        ({"msgtype": "news", "news": {"articles": [{"title": "题"}]}}, 40063),
        ({"msgtype": "file", "file": {"media_id": "x"}}, 40007),
        ({"msgtype": "template_card", "template_card": {**CARD, "card_type": "vote_interaction"}}, 40058),
        ({"msgtype": "template_card", "template_card": {**CARD, "card_action": {}}}, 40058),
    ],
)
async def test_what_a_robot_may_not_say(enterprise: Enterprise, body: dict[str, Any], errcode: int) -> None:
    key = await robot(enterprise)

    assert await send(enterprise, key, **{**TEXT, **body}) == errcode
    assert await said(enterprise, key) == []


async def test_twenty_a_minute_for_each_key(enterprise: Enterprise) -> None:
    first, second = await robot(enterprise), await robot(enterprise)
    codes = [await send(enterprise, first, **TEXT) for _ in range(21)]
    other = await send(enterprise, second, **TEXT)
    await enterprise.advance(61)

    assert codes == [0] * 20 + [45009]
    assert (other, await send(enterprise, first, **TEXT), len(await said(enterprise, first))) == (0, 0, 21)


async def test_unknown_and_removed_robots_are_one(enterprise: Enterprise) -> None:
    key = await robot(enterprise)
    await enterprise.control(f"wecom/robots/{key}", "DELETE")

    assert [await send(enterprise, one, **TEXT) for one in (key, "x", "")] == [93000] * 3
    assert (await upload(enterprise, key))["errcode"] == 93000


async def test_uploads_are_of_one_robot_and_three_days(enterprise: Enterprise) -> None:
    mine, other = await robot(enterprise), await robot(enterprise)
    message = {"msgtype": "file", "file": {"media_id": (await upload(enterprise, mine))["media_id"]}}
    codes = [await send(enterprise, key, **message) for key in (mine, other)]
    await enterprise.advance(3 * 24 * 3600 + 1)

    assert codes == [0, 40007]
    assert await send(enterprise, mine, **message) == 40145
    assert (await upload(enterprise, mine, "image"))["errcode"] == 40004
