"""Control API: a member writes to the application, opens it, and presses menu items and buttons of cards."""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import app_talk
from sandbox.wecom.book import WeComBook
from sandbox.world import world_of

blueprint = Blueprint("wecom_app", url_prefix="/_sandbox/wecom/staff/<userid:str>")


@blueprint.post("/say")
async def say(request: Request, userid: str) -> HTTPResponse:
    content = control_text(control_object(request), "content")
    return json({"msgid": app_talk.say(_book(request, userid), userid, content)})


@blueprint.post("/click")
async def click(request: Request, userid: str) -> HTTPResponse:
    app_talk.click(_book(request, userid), userid, control_text(control_object(request), "key"))
    return empty()


@blueprint.post("/enter")
async def enter(request: Request, userid: str) -> HTTPResponse:
    app_talk.enter(_book(request, userid), userid)
    return empty()


@blueprint.post("/press")
async def press(request: Request, userid: str) -> HTTPResponse:
    """`task_id` and `key` of the button, `selected` as {question_key: [option id]}."""
    body = control_object(request)
    selected = body.get("selected", {})
    if not isinstance(selected, dict) or not all(isinstance(ids, list) for ids in selected.values()):
        raise ControlError(400, "selected must be {question_key: [option id]}")
    task_id, key = control_text(body, "task_id"), control_text(body, "key")
    return json({"response_code": app_talk.press(_book(request, userid), userid, task_id, key, selected)})


def _book(request: Request, userid: str) -> WeComBook:
    """404 for a member who does not exist."""
    book = world_of(request).wecom
    book.staff.controlled(userid)
    return book
