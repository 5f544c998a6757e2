"""Control API: customer groups and their members."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import group_life
from sandbox.wecom.groups import BY_QR, INVITED, Group
from sandbox.world import world_of

blueprint = Blueprint("wecom_groups", url_prefix="/_sandbox/wecom/groups")

SCENES = {"qr": BY_QR, "invited": INVITED}


@blueprint.post("/")
async def create(request: Request) -> HTTPResponse:
    world, body = world_of(request), control_object(request)
    ids = body.get("member_ids", [])
    if not isinstance(ids, list):
        raise ControlError(400, "member_ids must be a list")
    people = [world.people.get(str(one)) for one in ids]
    group = group_life.create(world.wecom, control_text(body, "name"), control_text(body, "owner"), people)
    return json({"chat_id": group.chat_id})


@blueprint.get("/")
async def list_groups(request: Request) -> HTTPResponse:
    return json([_shown(group) for group in world_of(request).wecom.groups.all()])


@blueprint.delete("/<chat_id:str>")
async def dismiss(request: Request, chat_id: str) -> HTTPResponse:
    book = world_of(request).wecom
    group_life.dismiss(book, book.groups.controlled(chat_id))
    return empty()


@blueprint.post("/<chat_id:str>/members")
async def join(request: Request, chat_id: str) -> HTTPResponse:
    """`scene` is "qr" (default) or "invited"; `state` is that of the code the person came by."""
    world, body = world_of(request), control_object(request)
    scene = SCENES.get(str(body.get("scene", "qr")))
    if scene is None:
        raise ControlError(400, "scene must be qr or invited")
    group = world.wecom.groups.controlled(chat_id)
    person = world.people.get(control_text(body, "person_id"))
    group_life.join(world.wecom, group, person, scene, str(body.get("state", "")))
    return json(_shown(group))


@blueprint.delete("/<chat_id:str>/members/<person_id:str>")
async def leave(request: Request, chat_id: str, person_id: str) -> HTTPResponse:
    """The person leaves; with `?removed=1` a member of staff removes the person."""
    world = world_of(request)
    group = world.wecom.groups.controlled(chat_id)
    quit_scene = group_life.REMOVED if request.args.get("removed") else group_life.LEFT
    group_life.leave(world.wecom, group, world.people.get(person_id), quit_scene)
    return json(_shown(group))


@blueprint.post("/<chat_id:str>/owner")
async def hand_over(request: Request, chat_id: str) -> HTTPResponse:
    book = world_of(request).wecom
    group = book.groups.controlled(chat_id)
    group_life.hand_over(book, group, control_text(control_object(request), "userid"))
    return json(_shown(group))


@blueprint.get("/<chat_id:str>/messages")
async def messages(request: Request, chat_id: str) -> HTTPResponse:
    return json(world_of(request).wecom.groups.controlled(chat_id).messages)


def _shown(group: Group) -> dict[str, Any]:
    return {
        "chat_id": group.chat_id,
        "name": group.now.name,
        "owner": group.now.owner,
        "members": [{"userid": one.userid, "type": one.type, "name": one.name} for one in group.now.members],
        "member_version": group.now.version,
    }
