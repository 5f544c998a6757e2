"""Robots say what they are told: once, in order, at their pace; what cannot be said is seen."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.events.robots import RobotDue
from app.kernel import clock, db, redis
from app.robots import queries
from app.robots.errors import KeyKnown, KeyMalformed, RobotBroken, RobotNotFound, SpeechNotFound, TooMuchToSay
from app.robots.gateway import gateway
from app.robots.register import change, register, remove
from app.robots.say import say, say_due
from app.robots.speak import MOST_WAITING, speak, take_back
from app.robots.speech_terms import Text, read_words
from app.robots.states import RobotStatus
from tests.app.robots.conftest import Speaker
from tests.conftest import Drain
from tests.wecom.enterprise import Enterprise
from wecom.client.gateways.robots import RobotsOverWeCom

SEND = "webhook/send"


def text(content: str) -> Text:
    return Text(kind="text", content=content)


async def statuses(robot: Speaker) -> list[str]:
    """Of all it was told to say, oldest first."""
    return [one.status.value for one in await queries.speeches_page(robot.id, None, 300)][::-1]


async def test_it_says_texts_markdown_and_news(robot: Speaker, drain: Drain) -> None:
    article = {"title": "上新", "url": "https://shop.example/1"}
    for words in (
        {"kind": "text", "content": "大家好", "mention": ["@all"]},
        {"kind": "markdown", "content": "**今日特价**"},
        {"kind": "news", "articles": [article]},
    ):
        await speak(robot.id, read_words(words))
    await drain()
    assert await robot.heard() == ["大家好", "**今日特价**", "news"]
    first = (await robot.enterprise.calls(SEND))[0]["body"]["text"]
    assert first["mentioned_list"] == ["@all"]
    assert await statuses(robot) == ["sent"] * 3


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "text", "content": "字" * 683},
        {"kind": "markdown", "content": "字" * 1366},
        {"kind": "news", "articles": []},
        {"kind": "news", "articles": [{"title": "x", "url": "javascript:alert(1)"}]},
        {"kind": "file", "media_id": "1"},
    ],
)
def test_what_wecom_would_refuse_is_refused_at_once(words: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read_words(words)


async def test_many_jobs_at_once_say_each_once_and_in_order(robot: Speaker) -> None:
    wanted = [f"第{number}条" for number in range(10)]
    for content in wanted:
        await speak(robot.id, text(content))
    await asyncio.gather(*(say(RobotDue(robot.id)) for _ in range(6)))
    assert await robot.heard() == wanted


async def test_what_is_above_the_pace_waits_for_all_processes_and_is_said_later(robot: Speaker, drain: Drain) -> None:
    ours = gateway()
    assert isinstance(ours, RobotsOverWeCom)
    wanted = [f"第{number}条" for number in range(13)]
    for content in wanted[:5]:
        await ours.say(robot.key, text(content))
    elsewhere = RobotsOverWeCom(ours._outbound)
    for content in wanted[5:8]:
        await elsewhere.say(robot.key, text(content))
    for content in wanted[8:]:
        await speak(robot.id, text(content))
    await drain()
    assert await robot.heard() == wanted[:10]
    known = await queries.robot(robot.id)
    assert (known.status, known.waiting) == (RobotStatus.WORKING, 3)
    assert known.quiet_until is not None
    await say_due()
    await drain()
    assert len(await robot.enterprise.calls(SEND)) == 10
    await redis.client().flushdb()
    await robot.enterprise.advance(60)
    await say_due()
    await drain()
    assert await robot.heard() == wanted
    assert await statuses(robot) == ["sent"] * 5


async def test_when_wecom_says_too_often_it_is_quiet_until_then(robot: Speaker, drain: Drain) -> None:
    await robot.enterprise.fault(SEND, "errcode", errcode=45009)
    await speak(robot.id, text("甲"))
    await speak(robot.id, text("乙"))
    await drain()
    assert (len(await robot.enterprise.calls(SEND)), await statuses(robot)) == (1, ["waiting", "waiting"])
    quiet_until = (await queries.robot(robot.id)).quiet_until
    assert quiet_until
    assert quiet_until > clock.now() + timedelta(seconds=50)


async def test_a_lost_answer_is_not_said_again(robot: Speaker, drain: Drain, impatient: None) -> None:
    await robot.enterprise.fault(SEND, "hang_after")
    await speak(robot.id, text("甲"))
    await speak(robot.id, text("乙"))
    await drain()
    assert await robot.heard() == ["甲", "乙"]
    assert await statuses(robot) == ["unsure", "sent"]


async def test_what_a_dead_job_was_saying_is_unsure_once_its_claim_is_over(robot: Speaker, drain: Drain) -> None:
    first = await speak(robot.id, text("甲"))
    await speak(robot.id, text("乙"))
    later = clock.now() + timedelta(seconds=60)
    await db.execute("UPDATE robot_speeches SET status = 'sending' WHERE id = $1", first)
    await db.execute("UPDATE robots SET claim = gen_random_uuid(), claimed_until = $1", later)
    await drain()
    assert await robot.heard() == []
    await robot.enterprise.advance(61)
    await say_due()
    await drain()
    assert (await robot.heard(), await statuses(robot)) == (["乙"], ["unsure", "sent"])


async def test_a_busy_platform_is_asked_again_and_order_is_kept(robot: Speaker, drain: Drain) -> None:
    await robot.enterprise.fault(SEND, "errcode", errcode=-1)
    for content in ("甲", "乙"):
        await speak(robot.id, text(content))
    await drain()
    assert await robot.heard() == []
    await robot.enterprise.advance(31)
    await say_due()
    await drain()
    assert await robot.heard() == ["甲", "乙"]


async def test_a_removed_robot_is_broken_until_it_gets_its_new_key(
    robot: Speaker, enterprise: Enterprise, drain: Drain
) -> None:
    await enterprise.control.delete(f"/_sandbox/wecom/robots/{robot.key}")
    await speak(robot.id, text("甲"))
    await drain()
    broken = await queries.robot(robot.id)
    assert (broken.status, broken.waiting) == (RobotStatus.BROKEN, 1)
    assert broken.failure is not None
    assert "重新添加机器人" in broken.failure
    with pytest.raises(RobotBroken):
        await speak(robot.id, text("乙"))
    made = await enterprise.post("/wecom/robots", name="播报")
    await change(robot.id, "播报二", made["key"])
    await drain()
    mended = Speaker(robot.id, made["key"], enterprise)
    assert await mended.heard() == ["甲"]
    assert (await queries.robot(robot.id)).failure is None


async def test_later_means_then_and_may_be_taken_back(robot: Speaker, drain: Drain) -> None:
    at = clock.now() + timedelta(hours=1)
    await speak(robot.id, text("晚安"), at)
    second = await speak(robot.id, text("不说了"), at)
    await take_back(robot.id, second)
    with pytest.raises(SpeechNotFound):
        await take_back(robot.id, second)
    await say_due()
    await drain()
    assert await robot.heard() == []
    await robot.enterprise.advance(3601)
    await say_due()
    await drain()
    assert await robot.heard() == ["晚安"]


async def test_only_so_much_may_wait(robot: Speaker) -> None:
    at = clock.now() + timedelta(hours=1)
    for _ in range(MOST_WAITING):
        await speak(robot.id, text("甲"), at)
    with pytest.raises(TooMuchToSay):
        await speak(robot.id, text("甲"), at)


async def test_its_key_is_kept_sealed_and_known_once(robot: Speaker) -> None:
    stored = await db.fetch_value("SELECT key_sealed FROM robots")
    assert robot.key.encode() not in bytes(stored)
    with pytest.raises(KeyKnown):
        await register("又一个", robot.key)
    for wrong in ("", "短", "https://evil.example/?key=" + robot.key, robot.key + " x"):
        with pytest.raises(KeyMalformed) as refused:
            await register("错", wrong)
        assert refused.value.facts == {}
    await remove(robot.id)
    assert bytes(await db.fetch_value("SELECT key_sealed FROM robots")) == b""
    with pytest.raises(RobotNotFound):
        await speak(robot.id, text("甲"))
    assert isinstance(await register("回来了", robot.key), UUID)
