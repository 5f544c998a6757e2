"""A goods file's rows are checked in a bounded way and laid aside; the catalogue is not touched yet."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from app.catalog import import_sql as sql
from app.catalog.errors import Superseded
from app.catalog.goods_columns import OF_PRODUCT, OF_SKU
from app.catalog.goods_rows import Chunk, Fault, GoodsReader
from app.kernel import db
from app.kernel.db import atomic
from app.kernel.ids import new_id

MOST_FAULTS_KEPT = 1_000
PRODUCT_FIELDS = ["import_id", "row", "id", *(column.field for column in OF_PRODUCT)]
SKU_FIELDS = ["import_id", "row", "id", "product_code", "stock", *(column.field for column in OF_SKU)]


@dataclass(slots=True)
class Staged:
    """A run of an import. `given` are the fields that the file speaks of; `last_row` is the file's last."""

    import_id: UUID
    run_id: UUID
    given: list[str] = field(default_factory=list)
    checked: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        return self.checked + 1


@atomic
async def begin(import_id: UUID) -> tuple[Staged, bytes] | None:
    """A new run, which supersedes every other, and the file. None when the import has ended already."""
    run = Staged(import_id, new_id())
    row = await db.fetch_one(sql.BEGIN, import_id, run.run_id)
    if row is None:
        return None
    await db.execute(sql.CLEAR_PRODUCTS, import_id)
    await db.execute(sql.CLEAR_SKUS, import_id)
    return run, row["content"]


async def stage(run: Staged, content: bytes) -> None:
    """Lay all good rows aside, some thousand at a time, and remember the faults. Parsing runs beside the event loop.

    Raises FileTooLarge, FileNotText, WorkbookUnreadable, WrongColumns or TooManyRows; Superseded.
    """
    reader = await asyncio.to_thread(GoodsReader, content)
    run.given = reader.given
    while chunk := await asyncio.to_thread(reader.next_chunk):
        run.checked += chunk.checked
        run.faulty += chunk.faulty
        run.faults += chunk.faults[: MOST_FAULTS_KEPT - len(run.faults)]
        await _lay_aside(run, chunk)


@atomic
async def _lay_aside(run: Staged, chunk: Chunk) -> None:
    if not await db.execute(sql.PROGRESS, run.import_id, run.run_id, run.checked, run.faulty):
        raise Superseded(run.import_id)
    products = [(run.import_id, row, id, *values) for row, id, values in chunk.products]
    skus = [(run.import_id, row, id, code, stock, *values) for row, id, code, stock, values in chunk.skus]
    async with db.connection() as connection:
        await connection.copy_records_to_table(sql.PRODUCT_ROWS, records=products, columns=PRODUCT_FIELDS)
        await connection.copy_records_to_table(sql.SKU_ROWS, records=skus, columns=SKU_FIELDS)
