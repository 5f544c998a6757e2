"""Control API: members leave or have their fill of customers, and customers refuse a successor."""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object
from sandbox.errors import ControlError
from sandbox.wecom import transfer_life
from sandbox.world import world_of

blueprint = Blueprint("wecom_transfers", url_prefix="/_sandbox")


@blueprint.post("/wecom/staff/<userid:str>/resign")
async def resign(request: Request, userid: str) -> HTTPResponse:
    book = world_of(request).wecom
    transfer_life.resign(book, book.staff.controlled(userid).userid)
    return empty()


@blueprint.post("/wecom/staff/<userid:str>/customer_limit")
async def limit_customers(request: Request, userid: str) -> HTTPResponse:
    """`most` customers this member can have by transfer, null for any number."""
    most = control_object(request).get("most")
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 0):
        raise ControlError(400, "most must be a number, not negative, or null")
    world_of(request).wecom.staff.controlled(userid).most_customers = most
    return empty()


@blueprint.post("/people/<person_id:str>/refuse_transfer")
async def refuse(request: Request, person_id: str) -> HTTPResponse:
    world = world_of(request)
    refused = transfer_life.refuse(world.wecom, world.people.get(person_id))
    return json({"handover_userid": refused.handover, "takeover_userid": refused.takeover})
