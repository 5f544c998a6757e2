"""Reading what became of goods files."""

from typing import Any
from uuid import UUID

from app.catalog.errors import ImportNotFound
from app.catalog.goods_file import line_of
from app.catalog.models import GoodsImport

SHOWN = (
    *("id", "file_name", "status", "rows", "checked", "written", "faulty", "report", "refusal"),
    *("created_by", "created_at", "finished_at"),
)


async def imports_page(cursor: UUID | None, limit: int) -> list[dict[str, Any]]:
    """Imports, newest first, without their faults."""
    found = GoodsImport.filter(id__lt=cursor) if cursor else GoodsImport.all()
    return await found.order_by("-id").limit(limit).values(*SHOWN)


async def read_import(import_id: UUID) -> dict[str, Any]:
    """An import with the first 1,000 faults. Raises ImportNotFound."""
    found = await GoodsImport.filter(id=import_id).values(*SHOWN, "faults")
    if not found:
        raise ImportNotFound
    return found[0]


async def faults_csv(import_id: UUID) -> bytes:
    """The kept faults as CSV (UTF-8 with BOM). Raises ImportNotFound."""
    faults = (await read_import(import_id))["faults"]
    lines = [["row", "field", "reason"], *([str(each["row"]), each["field"], each["reason"]] for each in faults)]
    return ("\ufeff" + "".join(line_of(line) for line in lines)).encode()
