"""Import a goods file together with the opening stock it tells: as a job, or in one go."""

import structlog

from app.catalog.errors import Superseded
from app.catalog.request_import import keep_file
from app.catalog.stage_import import Staged, begin, stage
from app.catalog.write_import import (
    ImportReport,
    finish,
    opening_stock,
    refuse,
    slices,
    start_writing,
    tells_stock,
    write_goods,
)
from app.events.catalog import GoodsImportRequested
from app.inventory.queries import default_location
from app.inventory.receive import Receipt, receive
from app.kernel.db import atomic
from app.kernel.errors import Error, is_final

log = structlog.get_logger(__name__)


async def run_import(event: GoodsImportRequested) -> None:
    """Check the file row by row, then write all good rows in one transaction. Killed anywhere, it starts anew.

    A run that was taken over writes nothing more, so rows and opening stock count once. What is wrong with the file as
    a whole ends the import as refused.
    """
    begun = await begin(event.import_id)
    if begun is None:
        return
    run, content = begun
    try:
        await stage(run, content)
        await start_writing(run)
        await _write(run)
    except Superseded:
        log.info("import_superseded", import_id=str(event.import_id))
    except Error as error:
        if not is_final(error):
            raise
        await refuse(run, f"{error.title}：{error.remedy}")


@atomic
async def import_goods(content: bytes) -> ImportReport:
    """The same in one go and one transaction, for files made by programs.

    Stock is opening stock: it counts once per SKU and location, so importing a file again does not add pieces. Raises
    what GoodsReader raises, and LocationNotFound when the file tells stock and there is no warehouse.
    """
    kept = await keep_file(content, "", None)
    begun = await begin(kept.id)
    assert begun is not None
    await stage(begun[0], content)
    return await _write(begun[0])


@atomic
async def _write(run: Staged) -> ImportReport:
    report = await write_goods(run)
    if await tells_stock(run):
        location = await default_location()
        for first, last in slices(run):
            told = await opening_stock(run, first, last)
            await receive(location, [Receipt(sku, pieces, f"opening:{sku}:{location}") for sku, pieces in told])
    await finish(run, report)
    return report
