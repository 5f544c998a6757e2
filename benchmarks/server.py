"""The servers that are compared: `python -m benchmarks.server product PORT`, `... orm PORT`, `... bare PORT FILE`."""

import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from app.http.routes import Call, Route, mount
from app.kernel import settings
from app.kernel.actor import ActorKind
from app.main import create_app
from app.showcase.products import read_product
from benchmarks.orm_shop import orm

HELLO = b'{"hello":"\xe7\xa7\x81\xe5\x9f\x9f"}'
OPTIONS: dict[str, Any] = {"host": "127.0.0.1", "single_process": True, "access_log": False, "motd": False}


def product() -> Sanic[Any, Any]:
    """The product as `siyu serve` runs it, and two more routes: with nothing in the handler, and without cache."""

    async def hello(_: Call) -> bytes:
        return HELLO

    async def cold(_: Call, product_id: UUID) -> bytes | None:
        return await read_product((product_id, None))

    app = create_app(settings.load())
    uncached = Route("GET", "/products/<product_id:uuid>", cold)
    mount(app, "/bench", [Route("GET", "/hello", hello, ActorKind.MEMBER), uncached])
    return app


def bare(answer: bytes) -> Sanic[Any, Any]:
    """Sanic with one handler that answers the same bytes to GET and POST: the most this framework can do."""
    app: Sanic[Any, Any] = Sanic("bare", configure_logging=False)
    app.config.ACCESS_LOG = False

    async def handle(_: Request, **__: str) -> HTTPResponse:
        return HTTPResponse(answer, 200, None, "application/json")

    app.add_route(handle, "/", ["GET"], name="get")
    app.add_route(handle, "/<path:path>", ["POST"], name="post")

    return app


def main(kind: str, port: str, file: str = "") -> None:
    apps = {"product": product, "orm": orm}
    app = apps[kind]() if kind in apps else bare(Path(file).read_bytes())
    app.run(port=int(port), **OPTIONS)


if __name__ == "__main__":
    main(*sys.argv[1:])
