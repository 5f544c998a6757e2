"""`/healthz` the process runs; `/readyz` it can serve; `/metrics` for Prometheus."""

from prometheus_client import generate_latest
from sanic.response import HTTPResponse

from app.http.routes import Call, Route
from app.kernel import db, redis
from app.kernel.metrics import DATABASE_FREE


async def alive(_: Call) -> dict[str, str]:
    return {"status": "ok"}


async def ready(_: Call) -> dict[str, str]:
    """The database must answer. Without Redis we serve, degraded, and say so."""
    await db.fetch_value("SELECT 1")
    return {"status": "ok", "database": "up", "redis": "up" if await redis.is_up() else "down, degraded"}


async def metrics(_: Call) -> HTTPResponse:
    DATABASE_FREE.set(db.pool().get_idle_size())
    return HTTPResponse(generate_latest(), content_type="text/plain; version=0.0.4; charset=utf-8")


ROUTES = [
    Route("GET", "/healthz", alive, summary="The process runs"),
    Route("GET", "/readyz", ready, summary="The process can serve"),
    Route("GET", "/metrics", metrics, summary="Prometheus metrics"),
]
