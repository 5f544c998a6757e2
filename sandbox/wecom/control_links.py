"""Control API: people follow acquisition links; the console buys quota and deletes links."""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.wecom import link_life
from sandbox.world import world_of

blueprint = Blueprint("wecom_links", url_prefix="/_sandbox")


@blueprint.post("/people/<person_id:str>/follow_link")
async def follow(request: Request, person_id: str) -> HTTPResponse:
    """`url` as the customer has it, with `?customer_channel=` when there is a channel."""
    world = world_of(request)
    link, channel = world.wecom.links.opened(control_text(control_object(request), "url"))
    return json(link_life.follow(world.wecom, world.people.get(person_id), link, channel))


@blueprint.delete("/wecom/links/<link_id:str>")
async def delete(request: Request, link_id: str) -> HTTPResponse:
    book = world_of(request).wecom
    link_life.deleted_in_console(book, book.links.controlled(link_id))
    return empty()


@blueprint.post("/wecom/links/quota")
async def set_quota(request: Request) -> HTTPResponse:
    book, balance = world_of(request).wecom, control_object(request).get("balance")
    if not isinstance(balance, int) or isinstance(balance, bool) or balance < 0:
        raise ControlError(400, "balance must be a number, not negative")
    link_life.set_balance(book, balance)
    return json({"total": book.links.total, "balance": book.links.balance})
