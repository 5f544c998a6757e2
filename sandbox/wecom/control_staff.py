"""Control API: members, what reaches their phones, their broadcast tasks, and the enterprise's settings."""

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import events, jsapi
from sandbox.wecom.book import WeComBook
from sandbox.wecom.broadcasts import Broadcast
from sandbox.wecom.confirm import confirm
from sandbox.world import world_of

blueprint = Blueprint("wecom_staff", url_prefix="/_sandbox/wecom")

CONSOLE = "console"


@blueprint.post("/staff")
async def add_staff(request: Request) -> HTTPResponse:
    body = control_object(request)
    department = body.get("department") or [1]
    if not isinstance(department, list) or not all(isinstance(one, int) for one in department):
        raise ControlError(400, "department must be a list of numbers")
    member = _book(request).staff.add(
        control_text(body, "userid"), control_text(body, "name"), str(body.get("mobile", "")), department
    )
    return json(member.json())


@blueprint.get("/staff")
async def list_staff(request: Request) -> HTTPResponse:
    return json([member.json() for member in _book(request).staff.all()])


@blueprint.get("/staff/<userid:str>/inbox")
async def staff_inbox(request: Request, userid: str) -> HTTPResponse:
    return json(_book(request).staff.controlled(userid).inbox)


@blueprint.post("/staff/<userid:str>/oauth_code")
async def oauth_code(request: Request, userid: str) -> HTTPResponse:
    """The code with which WeCom would redirect this member to a page of the application."""
    book = _book(request)
    return json({"code": book.login_codes.issue(book.staff.controlled(userid).userid, book.timestamp())})


@blueprint.get("/staff/<userid:str>/broadcasts")
async def staff_broadcasts(request: Request, userid: str) -> HTTPResponse:
    book = _book(request)
    book.staff.controlled(userid)
    return json([_task(broadcast, userid) for broadcast in book.broadcasts.of_member(userid)])


@blueprint.post("/staff/<userid:str>/broadcasts/<msgid:str>/confirm")
async def confirm_broadcast(request: Request, userid: str, msgid: str) -> HTTPResponse:
    """The member presses "send"; `targets` picks some of them where the task leaves the choice."""
    book = _book(request)
    picked = control_object(request).get("targets")
    if picked is not None and not isinstance(picked, list):
        raise ControlError(400, "targets must be a list")
    confirm(book, userid, msgid, picked)
    return json(_task(book.broadcasts.controlled(msgid), userid))


@blueprint.post("/tokens/revoke")
async def revoke_tokens(request: Request) -> HTTPResponse:
    return json({"revoked": _book(request).tokens.revoke()})


@blueprint.post("/jsapi/verify")
async def verify_jsapi(request: Request) -> HTTPResponse:
    """What the client says to wx.config or wx.agentConfig with this signature."""
    body = control_object(request)
    kind = control_text(body, "ticket_kind")
    if kind not in jsapi.HOURLY:
        raise ControlError(400, f"ticket_kind must be one of {', '.join(jsapi.HOURLY)}")
    said = _book(request).tickets.verify(
        kind,
        control_text(body, "noncestr"),
        str(body.get("timestamp", "")),
        control_text(body, "url"),
        control_text(body, "signature"),
    )
    name = "config" if kind == jsapi.CORP else "agentConfig"
    return json({"ok": said == "ok", "errMsg": f"{name}:ok" if said == "ok" else f"{name}:fail, {said}"})


@blueprint.post("/settings")
async def change_settings(request: Request) -> HTTPResponse:
    """The fields of `WeComSettings`, and `broadcasts_per_month` (null: the days of the month)."""
    book, body = _book(request), control_object(request)
    settings = book.settings
    settings.groupchat_lag_seconds = _number(body, "groupchat_lag_seconds", settings.groupchat_lag_seconds)
    settings.calls_per_minute = int(_number(body, "calls_per_minute", settings.calls_per_minute))
    settings.group_capacity = int(_number(body, "group_capacity", settings.group_capacity))
    if "broadcasts_per_month" in body:
        per_month = body["broadcasts_per_month"]
        book.broadcasts.quota.per_month = None if per_month is None else int(_number(body, "broadcasts_per_month", 0))
    return json({**asdict(settings), "broadcasts_per_month": book.broadcasts.quota.per_month})


@blueprint.post("/tags")
async def add_tags(request: Request) -> HTTPResponse:
    """The administrator makes tags in the console: no application owns them, and the callback tells of them."""
    book, body = _book(request), control_object(request)
    name, names = control_text(body, "group_name"), body.get("tags")
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise ControlError(400, "tags must be a list of names")
    known = book.tags.group_named(name)
    group = known or book.tags.open_group(name, 0, CONSOLE, book.timestamp())
    added = book.tags.add(group, [(one, 0) for one in names], CONSOLE, book.timestamp())
    if known is None:
        book.callbacks.emit(events.tag("create", group.id, "tag_group"))
    for tag in added:
        book.callbacks.emit(events.tag("create", tag.id, "tag"))
    return json(group.json())


def _task(broadcast: Broadcast, userid: str) -> dict[str, Any]:
    shown = asdict(broadcast)
    task = shown.pop("tasks").get(userid)
    return {**shown, "task": task}


def _number(body: dict[str, Any], name: str, default: float) -> float:
    value = body.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ControlError(400, f"{name} must be a number, not negative")
    return value


def _book(request: Request) -> WeComBook:
    return world_of(request).wecom
