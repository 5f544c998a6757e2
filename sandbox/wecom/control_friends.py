"""Control API: consumers and members add, accept, chat with and delete each other."""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.people import Person
from sandbox.wecom import friends, joining, link_life
from sandbox.world import world_of

blueprint = Blueprint("wecom_friends", url_prefix="/_sandbox")


@blueprint.post("/people/<person_id:str>/scan")
async def scan(request: Request, person_id: str) -> HTTPResponse:
    world, body = world_of(request), control_object(request)
    way = world.wecom.ways.scanned(str(body.get("config_id", "")), str(body.get("qr_code", "")))
    return json(friends.scan(world.wecom, world.people.get(person_id), way))


@blueprint.post("/people/<person_id:str>/scan_group")
async def scan_group(request: Request, person_id: str) -> HTTPResponse:
    """The person joins a group by the code of a join way: `config_id` or `qr_code`."""
    world, body = world_of(request), control_object(request)
    way = world.wecom.join_ways.scanned(str(body.get("config_id", "")), str(body.get("qr_code", "")))
    return json(joining.scan(world.wecom, world.people.get(person_id), way))


@blueprint.post("/people/<person_id:str>/chat")
async def chat(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    userid = control_text(control_object(request), "userid")
    if friends.chat(world.wecom, userid, person := world.people.get(person_id)):
        link_life.first_words(world.wecom, userid, person.external_userid)
    return empty()


@blueprint.post("/people/<person_id:str>/delete_friend")
async def delete_friend(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    userid = control_text(control_object(request), "userid")
    friends.deleted_by_customer(world.wecom, world.people.get(person_id), userid)
    return empty()


@blueprint.get("/wecom/staff/<userid:str>/customers")
async def customers(request: Request, userid: str) -> HTTPResponse:
    book = world_of(request).wecom
    book.staff.controlled(userid)
    shown = [
        {"external_userid": one.external_userid, "remark": one.remark, "state": one.state, "lost": not one.can_receive}
        for one in book.relations.of_member(userid)
    ]
    return json(shown)


@blueprint.post("/wecom/staff/<userid:str>/accept")
async def accept(request: Request, userid: str) -> HTTPResponse:
    person = _person(request)
    return json({"welcome_code": friends.accept(world_of(request).wecom, userid, person)})


@blueprint.post("/wecom/staff/<userid:str>/delete_customer")
async def delete_customer(request: Request, userid: str) -> HTTPResponse:
    friends.deleted_by_member(world_of(request).wecom, userid, _person(request))
    return empty()


@blueprint.post("/wecom/staff/<userid:str>/edit_customer")
async def edit_customer(request: Request, userid: str) -> HTTPResponse:
    body = control_object(request)
    remark, add, remove = body.get("remark"), body.get("add_tag", []), body.get("remove_tag", [])
    if not isinstance(remark, str | None) or not isinstance(add, list) or not isinstance(remove, list):
        raise ControlError(400, 'give {"person_id", "remark"?: text, "add_tag"?: list, "remove_tag"?: list}')
    friends.edited_by_member(world_of(request).wecom, userid, _person(request), remark, add, remove)
    return empty()


def _person(request: Request) -> Person:
    return world_of(request).people.get(control_text(control_object(request), "person_id"))
