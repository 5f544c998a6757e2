"""Control calls about couriers: move a parcel along, look at watches and pushes."""

from dataclasses import asdict

import httpx
from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.couriers.book import ANSWER_SECONDS
from sandbox.errors import ControlError
from sandbox.world import world_of

blueprint = Blueprint("couriers_control", url_prefix="/_sandbox/couriers")


@blueprint.get("/waybills")
async def list_waybills(request: Request) -> HTTPResponse:
    book = world_of(request).couriers
    watched = {number: watch.status for (_, number), watch in book.subscriptions.items()}
    known = {number: waybill.result() for number, waybill in book.waybills.items()}
    return json([{"number": n, "watch": watched.get(n), "result": known.get(n)} for n in sorted({*watched, *known})])


@blueprint.post("/waybills/<number:str>/move")
async def move(request: Request, number: str) -> HTTPResponse:
    """``{"company", "state", "text"}``: a step of the parcel; who watches it is told in the background."""
    body = control_object(request)
    text = str(body.get("text", ""))
    waybill = world_of(request).couriers.move(control_text(body, "company"), number, control_text(body, "state"), text)
    return json(waybill.result())


@blueprint.post("/waybills/<number:str>/give_up")
async def give_up(request: Request, number: str) -> HTTPResponse:
    world_of(request).couriers.give_up(control_text(control_object(request), "company"), number)
    return json({})


@blueprint.get("/pushes")
async def list_pushes(request: Request) -> HTTPResponse:
    return json([asdict(push) for push in world_of(request).couriers.pushes])


@blueprint.post("/pushes/<place:int>/resend")
async def resend(request: Request, place: int) -> HTTPResponse:
    """The push once more; with ``{"forge": true}`` under a signature that was not made with the salt."""
    book, body = world_of(request).couriers, control_object(request)
    if place >= len(book.pushes):
        raise ControlError(404, f"no push {place}")
    push = book.pushes[place]
    form = push.form | ({"sign": "0" * 32} if body.get("forge") else {})
    async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as client:
        answer = await client.post(push.url, data=form)
    return json({"status": answer.status_code, "body": answer.text})
