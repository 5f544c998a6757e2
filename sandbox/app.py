"""Puts the sandbox together: one Sanic server for three vendors and the control API."""

import secrets
from types import SimpleNamespace

from sanic import HTTPResponse, Request, Sanic, json
from sanic.config import Config
from sanic.exceptions import MethodNotAllowed, NotFound

from sandbox import control, faulty, home
from sandbox.couriers import control as couriers_control
from sandbox.couriers import routes as couriers_routes
from sandbox.errors import ControlError, PayError, PlatformError
from sandbox.miniprogram import codes, security, shipping, shipping_control, subscriptions, subscriptions_control
from sandbox.miniprogram import control as miniprogram_control
from sandbox.miniprogram import routes as miniprogram_routes
from sandbox.pay import control as pay_control
from sandbox.pay import mischief as pay_mischief
from sandbox.pay import routes as pay_routes
from sandbox.settings import SandboxSettings
from sandbox.wecom.routes import blueprints as wecom_blueprints
from sandbox.world import World

# Injected faults may hold an answer back longer than any ordinary handler runs.
RESPONSE_TIMEOUT_SECONDS = 3600

App = Sanic[Config, SimpleNamespace]


def create_app(settings: SandboxSettings) -> App:
    app: App = Sanic("sandbox", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = RESPONSE_TIMEOUT_SECONDS
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    app.ctx.world = World(settings)
    app.blueprint(control.blueprint)
    app.blueprint(home.blueprint)
    app.blueprint([miniprogram_routes.blueprint, miniprogram_control.blueprint])
    app.blueprint([shipping.blueprint, shipping_control.blueprint])
    app.blueprint([security.blueprint, codes.blueprint])
    app.blueprint([subscriptions.blueprint, subscriptions_control.blueprint])
    app.blueprint([couriers_routes.blueprint, couriers_control.blueprint])
    app.blueprint([pay_routes.blueprint, pay_control.blueprint, pay_mischief.blueprint])
    app.blueprint(wecom_blueprints)
    faulty.install(app)
    app.exception(PlatformError)(answer_platform_error)
    app.exception(PayError)(answer_pay_error)
    app.exception(ControlError)(answer_control_error)
    app.exception(NotFound, MethodNotAllowed)(answer_no_such_call)
    app.before_server_stop(stop)
    return app


async def answer_platform_error(request: Request, refusal: PlatformError) -> HTTPResponse:
    return json({"errcode": refusal.errcode, "errmsg": refusal.errmsg})


async def answer_pay_error(request: Request, refusal: PayError) -> HTTPResponse:
    return json(refusal.json(), status=refusal.status, headers={"Request-ID": secrets.token_hex(16).upper()})


async def answer_control_error(request: Request, refusal: ControlError) -> HTTPResponse:
    return json({"error": refusal.message}, status=refusal.status)


async def answer_no_such_call(request: Request, failure: NotFound | MethodNotAllowed) -> HTTPResponse:
    if request.path.startswith("/v3/"):
        return json({"code": "NOT_FOUND", "message": "接口不存在"}, status=failure.status_code)
    return json({"error": f"no such call: {request.method} {request.path}"}, status=failure.status_code)


async def stop(app: App) -> None:
    world: World = app.ctx.world
    world.faults.clear()
    world.stop_background()
