"""Control calls about subscription messages: what a person answers, and where events are pushed."""

from dataclasses import asdict

from sanic import Blueprint, HTTPResponse, Request, json

from sandbox.bodies import control_object, control_text
from sandbox.errors import ControlError
from sandbox.miniprogram.subscriptions_book import LIBRARY
from sandbox.world import World, world_of

blueprint = Blueprint("subscriptions_control", url_prefix="/_sandbox")

ANSWERS = ("accept", "reject")
MOST_ASKED = 3


@blueprint.post("/people/<person_id:str>/subscribe")
async def subscribe(request: Request, person_id: str) -> HTTPResponse:
    """``{"template_id", "result"}`` or ``{"results": {template_id: result}}`` of up to three, as the popup asks."""
    world, body = world_of(request), control_object(request)
    answers = body.get("results") or {control_text(body, "template_id"): body.get("result", "accept")}
    if not isinstance(answers, dict) or len(answers) > MOST_ASKED or not set(answers.values()) <= set(ANSWERS):
        raise ControlError(400, f"up to {MOST_ASKED} templates, each answered by {' or '.join(ANSWERS)}")
    for template_id in answers:
        _known(world, template_id)
    world.subscriptions.answer(world.people.get(person_id), answers)
    return json(answers)


@blueprint.post("/people/<person_id:str>/unsubscribe")
async def unsubscribe(request: Request, person_id: str) -> HTTPResponse:
    """``{"template_id"}``: the person switches a template's messages off in the settings."""
    world, template_id = world_of(request), control_text(control_object(request), "template_id")
    _known(world, template_id)
    world.subscriptions.switch_off(world.people.get(person_id), template_id)
    return json({"left": 0})


@blueprint.get("/people/<person_id:str>/subscriptions")
async def show(request: Request, person_id: str) -> HTTPResponse:
    """How many messages of each template the person still lets us send."""
    world = world_of(request)
    openid = world.people.get(person_id).openid
    return json({one.id: world.subscriptions.left(openid, one.id) for one in world.subscriptions.all()})


@blueprint.post("/subscriptions/templates")
async def add_template(request: Request) -> HTTPResponse:
    """``{"tid"}``: the console adds a public template with all its keywords; its id and keys."""
    book, tid = world_of(request).subscriptions, control_text(control_object(request), "tid")
    if tid not in LIBRARY:
        raise ControlError(404, f"public templates: {', '.join(LIBRARY)}")
    template = book.add(tid, list(LIBRARY[tid][1]))
    return json({"template_id": template.id, "title": template.title, "keys": template.names})


@blueprint.post("/miniprogram/push")
async def configure(request: Request) -> HTTPResponse:
    """``{"url", "format": "json" | "xml", "copies": number}``; the URL is asked to echo a challenge first."""
    pushes, body = world_of(request).pushes, control_object(request)
    format_, copies = body.get("format", pushes.format), body.get("copies", pushes.copies)
    if format_ not in ("json", "xml") or not isinstance(copies, int) or not 1 <= copies <= 20:
        raise ControlError(400, "format is json or xml, copies 1 to 20")
    if "url" in body:
        await pushes.save(control_text(body, "url"))
    pushes.format, pushes.copies = format_, copies
    return json({"url": pushes.url, "format": format_, "copies": copies})


@blueprint.get("/miniprogram/pushes")
async def pushed(request: Request) -> HTTPResponse:
    return json([asdict(push) for push in world_of(request).pushes.all()])


@blueprint.post("/miniprogram/pushes/<push_id:str>/replay")
async def replay(request: Request, push_id: str) -> HTTPResponse:
    status, answer = await world_of(request).pushes.replay(push_id)
    return json({"status": status, "answer": answer})


def _known(world: World, template_id: str) -> None:
    if template_id not in {template.id for template in world.subscriptions.all()}:
        raise ControlError(404, f"no template {template_id}")
