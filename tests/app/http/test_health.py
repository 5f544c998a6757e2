"""Health is told as it is: without Redis we serve, and say so."""

import httpx

from app.kernel import redis
from app.kernel.settings import Settings
from demo.engines import Redis


async def test_alive_and_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.get("/readyz")).json() == {"status": "ok", "database": "up", "redis": "up"}


async def test_ready_without_redis_but_degraded(http: httpx.AsyncClient, settings: Settings) -> None:
    gone = Redis()
    gone.stop()
    await redis.close()
    redis.connect(gone.url)
    try:
        response = await http.get("/readyz")
    finally:
        await redis.close()
        redis.connect(settings.redis_url.get_secret_value())
    assert response.status_code == 200
    assert response.json()["redis"] == "down, degraded"


async def test_metrics_name_routes_not_addresses(http: httpx.AsyncClient) -> None:
    await http.get("/healthz")
    text = (await http.get("/metrics")).text
    assert 'siyu_http_request_seconds_count{route="GET /healthz",status="200"}' in text
    assert "siyu_database_connections_free" in text
