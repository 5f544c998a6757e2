"""kill -9 of the worker while it imports goods: nothing is half-written, nothing counts twice."""

from typing import Any

import pytest

from story.stage import Stage, until
from tests.app.catalog.factory import goods_csv, row
from tests.processes import Product, locked, someone_waits_for_a_lock

ROWS = 3_000
COUNTS = """
SELECT (SELECT count(*) FROM products WHERE code LIKE 'K%') AS products,
    (SELECT count(*) FROM skus WHERE code LIKE 'K%') AS skus,
    (SELECT coalesce(sum(on_hand), 0)::int FROM stocks t JOIN skus s ON s.id = t.sku_id
        WHERE s.code LIKE 'K%') AS pieces
"""
IMPORTS = "/admin/v1/catalogue/imports"


async def logged_in(on: Stage) -> str:
    login = {"login_name": on.running.admin_login, "password": on.running.admin_password}
    return str((await on.call("POST", "/admin/v1/sessions", json=login))["token"])


async def written_once(on: Stage, token: str, import_id: str, rows: int) -> None:
    """Wait for the import's end; every row and piece is there once, and nothing is left lying about."""

    async def ended() -> Any:
        told = await on.call("GET", f"{IMPORTS}/{import_id}", token=token)
        return told if told["status"] in ("done", "refused") else None

    told = await until(ended, "the import has ended", seconds=150)
    assert (told["status"], told["checked"], told["written"], told["faulty"]) == ("done", rows, rows, 0)
    assert told["report"]["skus_created"] == rows
    assert await on.row(COUNTS) == {"products": rows, "skus": rows, "pieces": rows * 3}
    assert await on.row("SELECT count(*) AS rows FROM goods_import_skus") == {"rows": 0}
    kept = await on.row("SELECT content IS NULL AS cleared FROM goods_imports ORDER BY id DESC")
    assert kept == {"cleared": True}


@pytest.mark.parametrize(
    ("lock", "status"),
    [
        ("LOCK TABLE goods_import_skus IN ACCESS EXCLUSIVE MODE", "waiting"),
        ("LOCK TABLE skus IN SHARE MODE", "writing"),
        ("LOCK TABLE stock_movements IN ACCESS EXCLUSIVE MODE", "writing"),
    ],
)
async def test_worker_killed_while_importing_goods_writes_them_once(
    stage: tuple[Stage, Product], environment: dict[str, str], lock: str, status: str
) -> None:
    on, product = stage
    token = await logged_in(on)
    content = goods_csv([row(n, product_code=f"K{n}", stock="3") for n in range(ROWS)])
    async with locked(environment, lock):
        sent = await on.call("POST", IMPORTS, token=token, content=content, expect=202)
        await someone_waits_for_a_lock(on)
        shown = await on.call("GET", f"{IMPORTS}/{sent['id']}", token=token)
        assert (shown["status"], shown["written"]) == (status, 0)
        product.kill("worker")
    assert await on.row(COUNTS) == {"products": 0, "skus": 0, "pieces": 0}
    product.revive("worker")
    await written_once(on, token, sent["id"], ROWS)


async def test_worker_killed_while_checking_begins_anew(stage: tuple[Stage, Product]) -> None:
    on, product = stage
    token = await logged_in(on)
    content = goods_csv([row(n, product_code=f"K{n}", stock="3") for n in range(ROWS * 5)])
    sent = await on.call("POST", IMPORTS, token=token, content=content, expect=202)

    async def begun() -> Any:
        return await on.row("SELECT checked FROM goods_imports WHERE status = 'checking' AND checked > 0")

    await until(begun, "some rows are checked")
    product.kill("worker")
    product.revive("worker")
    await written_once(on, token, sent["id"], ROWS * 5)
