"""Bring a goods file into the catalogue: good rows are upserted by code, bad rows are reported, all in one go."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.catalog import csv_rows, sql
from app.catalog.csv_rows import Fault, GoodsRow
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id

MOST_FAULTS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `faults` are the first 200 of `faulty`; `stock` maps SKU ids to the pieces the file told."""

    products_created: int
    products_updated: int
    skus_created: int
    skus_updated: int
    faulty: int
    faults: list[Fault]
    stock: dict[UUID, int]


@atomic
async def import_csv(content: bytes) -> ImportReport:
    """Import a file as app/catalog/csv_rows.py defines it. The same file again changes nothing but `updated_at`.

    Raises FileTooLarge, FileNotText, WrongColumns or TooManyRows, and then nothing is written. New products go on the
    shelf; the shelf of known ones stays. A SKU never moves to another product.
    """
    rows, faults = csv_rows.read(content)
    owners = {row["code"]: row["product_code"] for row in await db.fetch(sql.OWNERS, [row.sku_code for row in rows])}
    strays = [row for row in rows if owners.get(row.sku_code, row.product_code) != row.product_code]
    faults += [Fault(row.row, "sku_code", f"该规格编码已属于商品 {owners[row.sku_code]}") for row in strays]
    stray_rows = {row.row for row in strays}
    good = [row for row in rows if row.row not in stray_rows]
    products = await _upsert_products({row.product_code: row for row in good})
    skus = await _upsert_skus(good, {code: record["id"] for code, record in products.items()})
    return ImportReport(
        products_created=sum(record["created"] for record in products.values()),
        products_updated=sum(not record["created"] for record in products.values()),
        skus_created=sum(record["created"] for record in skus.values()),
        skus_updated=sum(not record["created"] for record in skus.values()),
        faulty=len({fault.row for fault in faults}),
        faults=sorted(faults, key=lambda fault: fault.row)[:MOST_FAULTS_SHOWN],
        stock={skus[row.sku_code]["id"]: row.stock for row in good if row.stock is not None},
    )


async def _upsert_products(by_code: dict[str, GoodsRow]) -> dict[str, Any]:
    rows = list(by_code.values())
    columns = [[getattr(row, name) for row in rows] for name in ("product_code", *csv_rows.OF_PRODUCT)]
    records = await db.fetch(sql.UPSERT_PRODUCTS, [new_id() for _ in rows], *columns, clock.now())
    return {record["code"]: record for record in records}


async def _upsert_skus(rows: list[GoodsRow], product_ids: dict[str, UUID]) -> dict[str, Any]:
    columns = [[getattr(row, name) for row in rows] for name in ("sku_code", "spec", "barcode", "price")]
    owners = [product_ids[row.product_code] for row in rows]
    records = await db.fetch(sql.UPSERT_SKUS, [new_id() for _ in rows], owners, *columns, clock.now())
    return {record["code"]: record for record in records}
