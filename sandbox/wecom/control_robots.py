"""Control API: robots are put into a group, removed from it, and what they said is read."""

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.world import world_of

blueprint = Blueprint("wecom_robots", url_prefix="/_sandbox/wecom/robots")


@blueprint.post("/")
async def add(request: Request) -> HTTPResponse:
    """The key and the address, as the group shows them to whoever adds the robot."""
    robot = world_of(request).wecom.robots.add(control_text(control_object(request), "name"))
    return json({"key": robot.key, "url": f"/qyapi/cgi-bin/webhook/send?key={robot.key}"})


@blueprint.delete("/<key:str>")
async def remove(request: Request, key: str) -> HTTPResponse:
    world_of(request).wecom.robots.remove(key)
    return empty()


@blueprint.get("/<key:str>/messages")
async def messages(request: Request, key: str) -> HTTPResponse:
    return json(world_of(request).wecom.robots.controlled(key).messages)
