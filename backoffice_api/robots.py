"""Group robots (群机器人). Their webhook addresses are secrets: taken in, never given out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.http.bodies import Body
from app.http.moments import Moment
from app.http.routes import Call, Route
from app.kernel import clock
from app.robots import queries
from app.robots.register import change, register, remove
from app.robots.speak import speak, take_back
from app.robots.speech_terms import Words, trial_words
from app.robots.states import RobotStatus, SpeechStatus
from backoffice_api.access import MANAGERS, staff_route
from backoffice_api.pages import PageQuery


class NewRobot(Body):
    name: str = Field(min_length=1, max_length=30)
    webhook: SecretStr = Field(max_length=256, description="群机器人的 Webhook 地址")


class ChangedRobot(Body):
    """With `webhook` the robot gets another key and works again."""

    name: str = Field(min_length=1, max_length=30)
    webhook: SecretStr | None = Field(default=None, max_length=256)


class NewMessage(Body):
    """Without `at` it is said now."""

    words: Words
    at: Moment | None = None


class Robot(BaseModel):
    """`failure` says in Chinese what somebody must do. `quiet_until`: its twenty of the minute are used up."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    status: RobotStatus
    failure: str | None
    waiting: int
    quiet_until: datetime | None
    created_at: datetime


class Robots(BaseModel):
    items: list[Robot]
    next_cursor: UUID | None


class Message(BaseModel):
    """`unsure`: WeCom gave no answer, and it is not said again."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    content: dict[str, Any]
    status: SpeechStatus
    due_at: datetime
    sent_at: datetime | None
    failure: str | None


class Messages(BaseModel):
    items: list[Message]
    next_cursor: UUID | None


class Queued(BaseModel):
    id: UUID


async def create(call: Call) -> Robot:
    return await _detail(await register(call.body.name, call.body.webhook.get_secret_value()))


async def page(call: Call) -> Robots:
    limit: int = call.query.limit
    found = [Robot.model_validate(one) for one in await queries.robots_page(call.query.cursor, limit + 1)]
    return Robots(items=found[:limit], next_cursor=found[limit - 1].id if len(found) > limit else None)


async def read(_: Call, robot_id: UUID) -> Robot:
    return await _detail(robot_id)


async def edit(call: Call, robot_id: UUID) -> Robot:
    given: SecretStr | None = call.body.webhook
    await change(robot_id, call.body.name, given.get_secret_value() if given else None)
    return await _detail(robot_id)


async def delete(_: Call, robot_id: UUID) -> None:
    await remove(robot_id)


async def try_out(_: Call, robot_id: UUID) -> Queued:
    moment = clock.now().astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M:%S")
    return Queued(id=await speak(robot_id, trial_words(moment)))


async def send(call: Call, robot_id: UUID) -> Queued:
    return Queued(id=await speak(robot_id, call.body.words, call.body.at))


async def messages(call: Call, robot_id: UUID) -> Messages:
    limit: int = call.query.limit
    found = await queries.speeches_page(robot_id, call.query.cursor, limit + 1)
    shown = [Message.model_validate(one) for one in found[:limit]]
    return Messages(items=shown, next_cursor=shown[-1].id if len(found) > limit else None)


async def cancel(_: Call, robot_id: UUID, message_id: UUID) -> None:
    await take_back(robot_id, message_id)


async def _detail(robot_id: UUID) -> Robot:
    return Robot.model_validate(await queries.robot(robot_id))


ALL, ONE = "/robots", "/robots/<robot_id:uuid>"
SAID = f"{ONE}/messages"
ROUTES: list[Route] = [
    staff_route("POST", ALL, create, MANAGERS, "登记群机器人", body=NewRobot, returns=Robot, status=201),
    staff_route("GET", ALL, page, MANAGERS, "群机器人列表", query=PageQuery, returns=Robots),
    staff_route("GET", ONE, read, MANAGERS, "群机器人详情", returns=Robot),
    staff_route("PUT", ONE, edit, MANAGERS, "修改群机器人", body=ChangedRobot, returns=Robot),
    staff_route("DELETE", ONE, delete, MANAGERS, "移除群机器人", status=204),
    staff_route("POST", f"{ONE}/trial", try_out, MANAGERS, "发送群机器人测试消息", returns=Queued, status=202),
    staff_route("POST", SAID, send, MANAGERS, "群机器人发消息", body=NewMessage, returns=Queued, status=202),
    staff_route("GET", SAID, messages, MANAGERS, "群机器人消息记录", query=PageQuery, returns=Messages),
    staff_route("DELETE", f"{SAID}/<message_id:uuid>", cancel, MANAGERS, "撤销待发送的消息", status=204),
]
