"""Take a goods file in, to be imported by a job."""

import asyncio
from uuid import UUID

from app.catalog.goods_file import guess_rows, open_file
from app.catalog.models import GoodsImport
from app.events.catalog import GoodsImportRequested
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def request_import(content: bytes, file_name: str, created_by: UUID | None) -> GoodsImport:
    """Store the file and have it imported soon.

    What the header shows is refused at once: FileTooLarge, FileNotText, WorkbookUnreadable or WrongColumns.
    """
    # Bounded by the file's size, and beside the event loop.
    await asyncio.to_thread(open_file, content)
    waiting = await keep_file(content, file_name, created_by)
    await outbox.publish(GoodsImportRequested(waiting.id))
    return waiting


async def keep_file(content: bytes, file_name: str, created_by: UUID | None) -> GoodsImport:
    """The import as a row; nobody is told of it."""
    return await GoodsImport.create(
        id=new_id(),
        file_name=file_name,
        content=content,
        rows=guess_rows(content),
        created_by=created_by,
        created_at=clock.now(),
    )
