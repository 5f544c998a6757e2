"""Control API: members, what reaches their phones, their broadcast tasks, and the enterprise's settings."""

from dataclasses import asdict
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import directory_life, jsapi
from sandbox.wecom.book import WeComBook
from sandbox.wecom.broadcasts import Broadcast
from sandbox.wecom.confirm import confirm
from sandbox.world import world_of

blueprint = Blueprint("wecom_staff", url_prefix="/_sandbox/wecom")


@blueprint.post("/staff")
async def add_staff(request: Request) -> HTTPResponse:
    body = control_object(request)
    department = body.get("department") or [1]
    if not isinstance(department, list) or not all(isinstance(one, int) for one in department):
        raise ControlError(400, "department must be a list of numbers")
    userid, name, mobile = control_text(body, "userid"), control_text(body, "name"), str(body.get("mobile", ""))
    return json(directory_life.save(_book(request), userid, name, mobile, department).json())


@blueprint.get("/staff")
async def list_staff(request: Request) -> HTTPResponse:
    return json([member.json() for member in _book(request).staff.all()])


@blueprint.post("/staff/<userid:str>/permission")
async def set_permission(request: Request, userid: str) -> HTTPResponse:
    """Give the customer contact permission (`may_serve`), or take it away."""
    member = _book(request).staff.controlled(userid)
    member.may_serve = control_object(request).get("may_serve") is True
    return json({"may_serve": member.may_serve})


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


def _task(broadcast: Broadcast, userid: str) -> dict[str, Any]:
    shown = asdict(broadcast)
    task = shown.pop("tasks").get(userid)
    return {**shown, "task": task}


def _book(request: Request) -> WeComBook:
    return world_of(request).wecom
