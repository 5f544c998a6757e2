"""Routes as data. A door's `routes.py` is a table of these; mounting and the OpenAPI document both read it."""

import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import structlog
from pydantic import BaseModel, ValidationError
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from app.http import bodies, problems
from app.http.requests import json_bytes, refuse_nul_in_url, request_id
from app.http.sessions import Session, SessionInvalid, sessions
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Error, Forbidden, Invalid
from app.kernel.log import REQUEST_ID
from app.kernel.metrics import REQUEST_SECONDS

KIB = 1024
JSON = "application/json"
log = structlog.get_logger(__name__)


class IdempotencyKeyMissing(Invalid):
    status = 400
    code = "idempotency_key_missing"
    title = "缺少 Idempotency-Key 请求头"
    remedy = "请为每次下单等操作生成一个 8–64 位的唯一值，重试时沿用同一个值"


@dataclass(slots=True)
class Call:
    """One request as a handler sees it: who calls, the typed body and query, and the raw request if it must.

    Made for each request, so it is not frozen: that costs five times as much.
    """

    request: Request
    session: Session | None
    body: Any = None
    query: Any = None
    idempotency_key: str = ""

    @property
    def by(self) -> Actor:
        """The caller. Only for routes that need a session."""
        if self.session is None:
            raise SessionInvalid
        return self.session.actor


Answer: TypeAlias = HTTPResponse | BaseModel | bytes | dict[str, Any] | None
Handler: TypeAlias = Callable[..., Awaitable[Answer]]
Wrapper: TypeAlias = Callable[["Route", Handler], Handler]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a door: method, path, handler, and what is checked before the handler runs.

    `who` None means open to anyone. `roles`: the caller needs one of them. `body` and `query` are pydantic models.
    `returns` documents the answer. `max_body` is in bytes. `idempotent` requires the Idempotency-Key header.
    `raw_body` names the media type of a body which the handler reads itself.
    """

    method: str
    path: str
    handler: Handler
    who: ActorKind | None = None
    roles: frozenset[str] = frozenset()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    returns: type[BaseModel] | None = None
    status: int = 200
    idempotent: bool = False
    max_body: int = 256 * KIB
    raw_body: str = ""
    summary: str = ""


def mount(app: Sanic[Any, Any], prefix: str, routes: list[Route], wrap: Wrapper | None = None) -> None:
    """Add a door's table to the app. `wrap` may put something around every handler of the door."""
    for route in routes:
        handler = wrap(route, route.handler) if wrap else route.handler
        name = f"{prefix}{route.path}:{route.method}".translate(str.maketrans("/<>:.", "_____"))
        app.add_route(_endpoint(route, handler), prefix + route.path, [route.method], name=name)


def _endpoint(route: Route, handler: Handler) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    label = f"{route.method} {route.path}"
    answered = REQUEST_SECONDS.labels(label, str(route.status)).observe
    unasked = _unasked(route)

    async def endpoint(request: Request, **path: Any) -> HTTPResponse:
        started = time.perf_counter()
        identity = request_id(request)
        REQUEST_ID.set(identity)
        observe = answered
        try:
            response = _respond(await handler(_admit(route, request, unasked), **path), route.status)
        except Exception as error:
            response = refuse(error, identity, label)
            observe = REQUEST_SECONDS.labels(label, str(response.status)).observe
        response.headers["X-Request-ID"] = identity
        observe(time.perf_counter() - started)
        return response

    return endpoint


def refuse(error: Exception, identity: str, label: str) -> HTTPResponse:
    """The problem an exception becomes. What is not a business error is logged whole and shown as 500."""
    if isinstance(error, Error):
        return problems.from_error(error, identity)
    if isinstance(error, ValidationError):
        return problems.from_validation(error, identity)
    log.exception("request_failed", route=label, exc_info=error)
    return problems.problem(500, "internal", "系统出错了", "请稍后重试；若仍失败请提供 request_id 联系客服", identity)


def _unasked(route: Route) -> BaseModel | None:
    """The query of a request that asks nothing: the same each time, so made once. None where it cannot be."""
    if route.query is None or any(field.default_factory for field in route.query.model_fields.values()):
        return None
    try:
        return route.query.model_validate({})
    except ValidationError:
        return None


def _admit(route: Route, request: Request, unasked: BaseModel | None) -> Call:
    refuse_nul_in_url(request)
    session = _session(route, request) if route.who is not None else None
    key = _idempotency_key(request) if route.idempotent else ""
    body = bodies.parse(request.body, route.body, route.max_body) if route.body else None
    if route.body is None and len(request.body) > route.max_body:
        raise bodies.BodyTooLarge(limit_bytes=route.max_body)
    return Call(request, session, body, _query(route, request, unasked), key)


def _query(route: Route, request: Request, unasked: BaseModel | None) -> BaseModel | None:
    if route.query is None or (unasked is not None and not request.query_string):
        return unasked
    return route.query.model_validate({k: v[0] for k, v in request.args.items()})


def _session(route: Route, request: Request) -> Session:
    header = request.headers.get("authorization", "")
    if not header.startswith("Bearer "):
        raise SessionInvalid
    session = sessions().read(header[7:])
    if session.actor.kind is not route.who:
        raise SessionInvalid
    if route.roles and not route.roles & session.actor.roles:
        raise Forbidden(needs=sorted(route.roles))
    return session


def _idempotency_key(request: Request) -> str:
    key = cast(str, request.headers.get("idempotency-key", ""))
    if not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise IdempotencyKeyMissing
    return key


def _respond(answer: Answer, status: int) -> HTTPResponse:
    if isinstance(answer, HTTPResponse):
        return answer
    if answer is None:
        return HTTPResponse(status=204)
    return HTTPResponse(answer if isinstance(answer, bytes) else json_bytes(answer), status, None, JSON)
