"""Import a goods file together with the opening stock it tells."""

from app.catalog.import_csv import ImportReport, import_csv
from app.inventory.queries import default_location
from app.inventory.receive import Receipt, receive
from app.kernel.db import atomic


@atomic
async def import_goods(content: bytes) -> ImportReport:
    """The catalogue import, and its `stock` column received at the default location.

    Stock is opening stock: it counts once per SKU and location, so importing a file again does not add pieces. Errors
    are those of import_csv, and LocationNotFound when the file tells stock and there is no warehouse.
    """
    report = await import_csv(content)
    if any(report.stock.values()):
        location = await default_location()
        opening = [
            Receipt(sku_id, pieces, f"opening:{sku_id}:{location}") for sku_id, pieces in report.stock.items() if pieces
        ]
        await receive(location, opening)
    return report
