"""Control API: very many customers at once."""

import time
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object
from sandbox.errors import ControlError
from sandbox.wecom import seeding
from sandbox.world import world_of

blueprint = Blueprint("wecom_seed", url_prefix="/_sandbox/wecom")


@blueprint.post("/seed")
async def seed(request: Request) -> HTTPResponse:
    """`customers` over `members`, each with one of `tags`; answers who and what was made, not the customers."""
    body, begun = control_object(request), time.monotonic()
    customers = _count(body, "customers", 1, seeding.MOST_CUSTOMERS)
    members, tags = _count(body, "members", 1, seeding.MOST_MEMBERS), _count(body, "tags", 0, seeding.MOST_TAGS)
    made = await seeding.seed(world_of(request).wecom, customers, members, tags)
    seconds = round(time.monotonic() - begun, 3)
    return json({"customers": made.customers, "members": made.userids, "tags": made.tag_ids, "seconds": seconds})


def _count(body: dict[str, Any], name: str, least: int, most: int) -> int:
    value = body.get(name, least)
    if type(value) is not int or not least <= value <= most:
        raise ControlError(400, f"{name} must be a number from {least} to {most}")
    return value
