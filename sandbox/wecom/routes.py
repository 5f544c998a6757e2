"""The WeCom doors: the vendor paths under /qyapi/cgi-bin and the control API under /_sandbox."""

from sanic import Blueprint, HTTPResponse, Request, empty

from sandbox.wecom import (
    authorize,
    control_app,
    control_callbacks,
    control_friends,
    control_groups,
    control_links,
    control_robots,
    control_seed,
    control_settings,
    control_staff,
    control_tags,
    control_transfers,
    transfer_life,
)
from sandbox.wecom.ask import Call
from sandbox.wecom.calls import CALLS
from sandbox.world import world_of

vendor = Blueprint("wecom", url_prefix="/qyapi")


def _serve(call: Call) -> None:
    async def handle(request: Request) -> HTTPResponse:
        book = world_of(request).wecom
        transfer_life.settle(book)
        return call.answer(book, request)

    name = call.path.replace("/", "_")
    vendor.add_route(handle, f"/cgi-bin/{call.path}", methods=["GET", "POST"], name=name)


for _call in CALLS:
    _serve(_call)


async def unknown(request: Request, path: str) -> HTTPResponse:
    return empty(404)


vendor.add_route(unknown, "/<path:path>", methods=["GET", "POST"], name="unknown")

blueprints: list[Blueprint] = [
    vendor,
    authorize.blueprint,
    control_staff.blueprint,
    control_friends.blueprint,
    control_groups.blueprint,
    control_callbacks.blueprint,
    control_transfers.blueprint,
    control_links.blueprint,
    control_app.blueprint,
    control_robots.blueprint,
    control_settings.blueprint,
    control_tags.blueprint,
    control_seed.blueprint,
]
