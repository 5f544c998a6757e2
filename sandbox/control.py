"""The control API for what belongs to no single vendor: clock, faults, calls, people."""

import math

from sanic import Blueprint, HTTPResponse, Request, empty, json

from sandbox.bodies import control_object, control_text
from sandbox.clock import Clock
from sandbox.errors import ControlError
from sandbox.world import world_of

blueprint = Blueprint("control", url_prefix="/_sandbox")

CALLS_SHOWN = 100


@blueprint.get("/health")
async def health(request: Request) -> HTTPResponse:
    return json({"status": "ok"})


@blueprint.get("/credentials")
async def credentials(request: Request) -> HTTPResponse:
    return json(world_of(request).credentials.public())


@blueprint.get("/clock")
async def read_clock(request: Request) -> HTTPResponse:
    return _clock_answer(world_of(request).clock)


@blueprint.post("/clock")
async def move_clock(request: Request) -> HTTPResponse:
    clock = world_of(request).clock
    body = control_object(request)
    if body == {"reset": True}:
        clock.reset()
        return _clock_answer(clock)
    seconds = body.get("advance_seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not math.isfinite(seconds):
        raise ControlError(400, 'give {"advance_seconds": number} or {"reset": true}')
    clock.advance(seconds)
    return _clock_answer(clock)


@blueprint.post("/faults")
async def inject_fault(request: Request) -> HTTPResponse:
    return json({"id": world_of(request).faults.inject(control_object(request))})


@blueprint.get("/faults")
async def list_faults(request: Request) -> HTTPResponse:
    return json(world_of(request).faults.listing())


@blueprint.delete("/faults")
async def clear_faults(request: Request) -> HTTPResponse:
    world_of(request).faults.clear()
    return empty()


@blueprint.get("/calls")
async def calls(request: Request) -> HTTPResponse:
    limit = request.args.get("limit", str(CALLS_SHOWN))
    if not limit.isdigit() or limit == "0":
        raise ControlError(400, "limit must be a positive number")
    return json(world_of(request).calls.matching(request.args.get("path", "/"), int(limit)))


@blueprint.post("/reset")
async def reset(request: Request) -> HTTPResponse:
    world_of(request).reset()
    return empty()


@blueprint.post("/people")
async def create_person(request: Request) -> HTTPResponse:
    body = control_object(request)
    phone = control_text(body, "phone")
    if not (phone.isdigit() and len(phone) == 11):
        raise ControlError(400, "phone must be 11 digits")
    return json(world_of(request).people.create(control_text(body, "name"), phone).json())


@blueprint.get("/people")
async def list_people(request: Request) -> HTTPResponse:
    return json([person.json() for person in world_of(request).people.all()])


@blueprint.get("/people/<person_id:str>")
async def show_person(request: Request, person_id: str) -> HTTPResponse:
    return json(world_of(request).people.get(person_id).json())


@blueprint.get("/people/<person_id:str>/inbox")
async def show_inbox(request: Request, person_id: str) -> HTTPResponse:
    return json(world_of(request).people.get(person_id).inbox)


def _clock_answer(clock: Clock) -> HTTPResponse:
    return json({"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds})
