"""Composition: from settings to a web app or a worker. With cli.py and the wiring pages, all that sees the doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pgqueuer.core.qm import QueueManager
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from app import gateways
from app.http import problems
from app.http.requests import request_id
from app.http.routes import mount, refuse
from app.kernel import clock, db, log, outbox, redis
from app.kernel.settings import Settings
from app.routes import DOORS
from jobs import worker
from jobs.schedule import TICKS
from jobs.subscriptions import SUBSCRIPTIONS, URGENT

TITLES = {
    404: ("not_found", "地址不存在"),
    405: ("method_not_allowed", "不支持的请求方法"),
    413: ("body_too_large", "提交的内容太大"),
}
LARGEST_BODY = 65 * 1024 * 1024


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """Everything a process needs around its work: logs, time, database, Redis, gateways, the outbox's routes."""
    log.configure(settings.log_level)
    clock.follow(settings.clock_file)
    gateways.bind(settings)
    outbox.route(SUBSCRIPTIONS, URGENT)
    redis.connect(settings.redis_url.get_secret_value())
    await db.connect(settings.database_url.get_secret_value(), settings.database_pool)
    try:
        yield
    finally:
        await gateways.close()
        await redis.close()
        await db.close()


def doors(name: str = "siyu") -> Sanic:  # type: ignore[type-arg]
    """A web app with every door mounted, over whatever surroundings the process has."""
    app: Sanic = Sanic(name, configure_logging=False)  # type: ignore[type-arg]
    app.config.update(ACCESS_LOG=False, REQUEST_MAX_SIZE=LARGEST_BODY, KEEP_ALIVE_TIMEOUT=75)
    for prefix, routes, wrap in DOORS:
        mount(app, prefix, routes, wrap)
    app.exception(SanicException)(_platform_error)
    app.exception(Exception)(_unexpected)
    return app


def create_app(settings: Settings) -> Sanic:  # type: ignore[type-arg]
    """The web server's app: the doors, and surroundings that open and close with the server."""
    app = doors()
    surroundings = running(settings)

    @app.before_server_start
    async def start(_: Sanic) -> None:  # type: ignore[type-arg]
        await surroundings.__aenter__()

    @app.after_server_stop
    async def stop(_: Sanic) -> None:  # type: ignore[type-arg]
        await surroundings.__aexit__(None, None, None)

    return app


async def _platform_error(request: Request, error: SanicException) -> HTTPResponse:
    code, title = TITLES.get(error.status_code, ("request_refused", "请求被拒绝"))
    return problems.problem(error.status_code, code, title, "请检查请求地址与方法", request_id(request))


async def _unexpected(request: Request, error: Exception) -> HTTPResponse:
    return refuse(error, request_id(request), request.path)


@asynccontextmanager
async def queue_manager(settings: Settings) -> AsyncIterator[QueueManager]:
    """A worker's queue manager over its own pool."""
    async with worker.queue_pool(settings.database_url.get_secret_value()) as pool:
        yield worker.build(pool, SUBSCRIPTIONS, TICKS)
