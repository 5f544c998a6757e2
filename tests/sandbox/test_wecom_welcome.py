"""The welcome message: once, within 20 s, with checked content."""

from typing import Any

import pytest

from tests.sandbox.enterprise import Enterprise

TEXT: dict[str, Any] = {"text": {"content": "欢迎光临"}}


async def welcomed(enterprise: Enterprise) -> tuple[dict[str, Any], str]:
    """A new customer and the welcome code of the add event."""
    config_id = await enterprise.way(await enterprise.member("zhangsan"))
    person = await enterprise.person()
    scan = await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    return person, scan["welcome_code"]


async def send(enterprise: Enterprise, code: str, **content: Any) -> int:
    answer = await enterprise.post("externalcontact/send_welcome_msg", welcome_code=code, **content)
    errcode: int = answer["errcode"]
    return errcode


async def test_welcome_reaches_the_customer_once(enterprise: Enterprise) -> None:
    person, code = await welcomed(enterprise)
    first, second = await send(enterprise, code, **TEXT), await send(enterprise, code, **TEXT)
    inbox = await enterprise.inbox(person)

    assert (first, second) == (0, 41051)
    assert [(one["kind"], one["from"], one["text"]) for one in inbox] == [("welcome", "zhangsan", "欢迎光临")]


async def test_mini_program_card_is_delivered_as_sent(enterprise: Enterprise) -> None:
    person, code = await welcomed(enterprise)
    media_id = (await enterprise.upload())["media_id"]
    card = {
        "title": "新人礼",
        "appid": enterprise.keys["miniprogram_appid"],
        "page": "pages/home/index",
        "pic_media_id": media_id,
    }
    attachment = {"msgtype": "miniprogram", "miniprogram": card}

    assert await send(enterprise, code, attachments=[attachment]) == 0
    assert (await enterprise.inbox(person))[0]["attachments"] == [attachment]


async def test_code_dies_twenty_seconds_after_the_event(enterprise: Enterprise) -> None:
    person, code = await welcomed(enterprise)
    await enterprise.advance(21)

    assert await send(enterprise, code, **TEXT) == 41050
    assert await send(enterprise, "unknown", **TEXT) == 41050
    assert await enterprise.inbox(person) == []


async def test_no_welcome_once_they_chat(enterprise: Enterprise) -> None:
    person, code = await welcomed(enterprise)
    await enterprise.control(f"people/{person['id']}/chat", userid="zhangsan")

    assert await send(enterprise, code, **TEXT) == 41051


async def test_known_friend_gets_no_second_code(enterprise: Enterprise) -> None:
    config_id = await enterprise.way(await enterprise.member("zhangsan"))
    person = await enterprise.person()
    await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)
    again = await enterprise.control(f"people/{person['id']}/scan", config_id=config_id)

    assert again["welcome_code"] is None


@pytest.mark.parametrize(
    ("content", "errcode"),
    [
        ({}, 40063),
        ({"text": {"content": "好" * 1334}}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t", "url": "https://a.cn"}}] * 10}, 41064),
        ({"attachments": [{"msgtype": "voice", "voice": {"media_id": "m"}}]}, 41065),
        ({"attachments": [{"msgtype": "image", "link": {"title": "t", "url": "https://a.cn"}}]}, 40063),
        ({"attachments": [{"msgtype": "link", "link": {"title": "题" * 43, "url": "https://a.cn"}}]}, 40058),
        ({"attachments": [{"msgtype": "link", "link": {"title": "t", "url": "pages/home"}}]}, 40058),
        ({"attachments": [{"msgtype": "image", "image": {"media_id": "unknown"}}]}, 40007),
    ],
)
async def test_refused_content_leaves_the_code_unspent(
    enterprise: Enterprise, content: dict[str, Any], errcode: int
) -> None:
    person, code = await welcomed(enterprise)

    assert await send(enterprise, code, **content) == errcode
    assert await enterprise.inbox(person) == []
    assert await send(enterprise, code, **TEXT) == 0


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"appid": "wxother"}, 90207),
        ({"page": ""}, 40063),
        ({"title": "题" * 22}, 40058),
        ({"pic_media_id": ""}, 40063),
        ({"pic_media_id": "unknown"}, 40007),
    ],
)
async def test_mini_program_card_is_checked(enterprise: Enterprise, change: dict[str, Any], errcode: int) -> None:
    _, code = await welcomed(enterprise)
    media_id = (await enterprise.upload())["media_id"]
    card = {"title": "礼", "appid": enterprise.keys["miniprogram_appid"], "page": "p", "pic_media_id": media_id}
    attachment = {"msgtype": "miniprogram", "miniprogram": {**card, **change}}

    assert await send(enterprise, code, attachments=[attachment]) == errcode
