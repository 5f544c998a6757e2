"""The switch: what was laid aside comes into the catalogue, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

import orjson

from app.catalog import import_sql as sql
from app.catalog.errors import Superseded
from app.catalog.goods_rows import Fault
from app.catalog.stage_import import MOST_FAULTS_KEPT, Staged
from app.kernel import clock, db
from app.kernel.db import atomic

SLICE = 10_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; rows that said nothing new count nowhere. `faults` are the first 1,000 of `faulty` rows."""

    products_created: int
    products_updated: int
    skus_created: int
    skus_updated: int
    faulty: int
    faults: list[Fault]


@atomic
async def start_writing(run: Staged) -> None:
    """Show that all rows are checked. Raises Superseded."""
    if not await db.execute(sql.START_WRITING, run.import_id, run.run_id, run.checked):
        raise Superseded(run.import_id)


@atomic
async def write_goods(run: Staged) -> ImportReport:
    """Bring the run's rows into the catalogue. A SKU never moves to another product: such rows become faults.

    New products go on the shelf unless the file says otherwise; missing categories and brands are made. Part of the
    transaction that ends the import. Raises Superseded.
    """
    if await db.fetch_one(sql.HOLD_RUN, run.import_id, run.run_id) is None:
        raise Superseded(run.import_id)
    await db.execute(sql.PLAN_ANEW)
    await db.execute(sql.ONE_AT_A_TIME)
    await db.execute(sql.USE_NAMES)
    strays, faults = await _part_with_strays(run.import_id)
    await _add_names(run.import_id)
    products_created = products_updated = skus_created = skus_updated = 0
    for first, last in slices(run):
        bounds = (run.import_id, first, last)
        products_created += await db.execute(sql.ADD_PRODUCTS, *bounds, clock.now())
        products_updated += await db.execute(sql.CHANGE_PRODUCTS, *bounds, run.given, clock.now())
    for first, last in slices(run):
        bounds = (run.import_id, first, last)
        skus_created += await db.fetch_value(sql.ADD_SKUS, *bounds, clock.now())
        skus_updated += await db.fetch_value(sql.CHANGE_SKUS, *bounds, run.given, clock.now())
    kept = sorted([*run.faults, *faults], key=lambda fault: fault.row)[:MOST_FAULTS_KEPT]
    return ImportReport(products_created, products_updated, skus_created, skus_updated, run.faulty + strays, kept)


async def opening_stock(run: Staged, first: int, last: int) -> list[tuple[UUID, int]]:
    """(SKU, pieces above 0) of some rows, for what keeps stock. After write_goods in the same transaction."""
    return [tuple(row) for row in await db.fetch(sql.OPENING_STOCK, run.import_id, first, last)]


async def tells_stock(run: Staged) -> bool:
    return bool(await db.fetch_value(sql.TELLS_STOCK, run.import_id))


def slices(run: Staged) -> Iterator[tuple[int, int]]:
    """First and last row of statements that each stay far below the statement timeout."""
    return ((first, first + SLICE - 1) for first in range(1, run.last_row + 1, SLICE))


@atomic
async def finish(run: Staged, report: ImportReport) -> None:
    """End the import: the report stays, the file and the rows laid aside go."""
    written = await db.fetch_value(sql.ROWS_WRITTEN, run.import_id)
    faults = orjson.dumps([asdict(fault) for fault in report.faults]).decode()
    counts = {name: value for name, value in asdict(report).items() if name != "faults"}
    told = (clock.now(), written, report.faulty, faults, orjson.dumps(counts).decode())
    await db.execute(sql.FINISH, run.import_id, *told)
    await db.execute(sql.CLEAR_PRODUCTS, run.import_id)
    await db.execute(sql.CLEAR_SKUS, run.import_id)


@atomic
async def refuse(run: Staged, refusal: str) -> None:
    """End the import without anything written; `refusal` is shown to whoever sent the file. Harmless if superseded."""
    if await db.execute(sql.REFUSE, run.import_id, run.run_id, clock.now(), refusal[:300]):
        await db.execute(sql.CLEAR_PRODUCTS, run.import_id)
        await db.execute(sql.CLEAR_SKUS, run.import_id)


async def _part_with_strays(import_id: UUID) -> tuple[int, list[Fault]]:
    rows = await db.fetch(sql.STRAYS, import_id, MOST_FAULTS_KEPT)
    if rows:
        await db.execute(sql.CLEAR_EMPTY, import_id)
    faults = [Fault(row["row"], "sku_code", f"该规格编码已属于商品 {row['code']}") for row in rows]
    return (rows[0]["strays"] if rows else 0), faults


async def _add_names(import_id: UUID) -> None:
    await db.execute(sql.ADD_BRANDS, import_id, clock.now())
    await add_categories({row["category"] for row in await db.fetch(sql.CATEGORIES_TOLD, import_id)})


async def add_categories(paths: set[str]) -> None:
    """Make what is missing of the tree, parents first."""
    missing: dict[int, set[str]] = {}
    for path in paths:
        names = path.split("/")
        for depth in range(1, len(names) + 1):
            missing.setdefault(depth, set()).add("/".join(names[:depth]))
    for _, level in sorted(missing.items()):
        told = [path.rpartition("/") for path in sorted(level)]
        names, parents = [name for _, _, name in told], [parent for parent, _, _ in told]
        await db.execute(sql.ADD_CATEGORIES, sorted(level), names, parents, clock.now())
