"""Calls that make money or send something need a key of the caller's."""

import httpx
import pytest

from tests.app.http.conftest import Desk
from tests.app.http.test_bodies import told


@pytest.mark.parametrize("key", [None, "", "short", "x" * 65, "tab\tinside", "é" * 8])
async def test_without_a_usable_key_nothing_happens(client: httpx.AsyncClient, desk: Desk, key: str | None) -> None:
    header = {} if key is None else {b"Idempotency-Key": key.encode()}
    response = await client.post("/orders", json={"text": "a"}, headers=header)
    assert told(response) == (400, "idempotency_key_missing")
    assert desk.notes == []


@pytest.mark.parametrize("key", ["x" * 8, "x" * 64, "order-2026-01-01 10:00"])
async def test_a_usable_key_reaches_the_handler(client: httpx.AsyncClient, key: str) -> None:
    response = await client.post("/orders", json={"text": "a"}, headers={"Idempotency-Key": key})
    assert response.json()["key"] == key
