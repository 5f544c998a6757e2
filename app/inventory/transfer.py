"""Move stock from one location to another: it leaves the one at once and is at the other when it has arrived."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from app.inventory import sql
from app.inventory.errors import (
    OutOfStock,
    TransferNotFound,
    TransferNumberTaken,
    TransferOver,
    TransferToItself,
    WrongArrival,
)
from app.inventory.move import lock, move
from app.inventory.receive import refuse_unknown
from app.inventory.states import MovementKind, TransferStatus
from app.kernel import clock, db
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def send(number: str, from_location_id: UUID, to_location_id: UUID, pieces: Mapping[UUID, int]) -> UUID:
    """The transfer's id; its pieces (SKU → how many, above 0) are on their way. Safety stock may be sent, held not.

    The same number with the same content is the same transfer. Raises TransferNumberTaken for other content,
    TransferToItself, LocationNotFound, UnknownSkus, OutOfStock.
    """
    if any(quantity <= 0 for quantity in pieces.values()):
        raise ValueError("a transfer has pieces")
    if from_location_id == to_location_id:
        raise TransferToItself
    skus = sorted(pieces)
    await refuse_unknown(to_location_id, skus)
    await refuse_unknown(from_location_id, skus)
    lines = [{"sku_id": str(sku_id), "sent": pieces[sku_id], "received": 0} for sku_id in skus]
    transfer_id, text = new_id(), orjson.dumps(lines).decode()
    made = await db.fetch_value(sql.SEND, transfer_id, number, from_location_id, to_location_id, text, clock.now())
    if made is None:
        return await _sent_before(number, from_location_id, to_location_id, lines)
    wanted = [pieces[sku_id] for sku_id in skus]
    short = await db.fetch(sql.LOCK_SENDABLE, from_location_id, skus, wanted)
    if short:
        raise OutOfStock(short=[{**row, "sku_id": str(row["sku_id"])} for row in short])
    gone = {sku_id: -pieces[sku_id] for sku_id in skus}
    await move(from_location_id, gone, MovementKind.TRANSFER_OUT, f"transfer_out:{transfer_id}")
    return transfer_id


@atomic
async def arrive(transfer_id: UUID, received: Mapping[UUID, int] | None = None) -> None:
    """End a transfer with what arrived (SKU → pieces, None for everything); the rest is lost and stays on its lines.

    Raises TransferNotFound, TransferOver when it ended before, WrongArrival for more than was sent.
    """
    transfer = await _end(transfer_id, TransferStatus.RECEIVED)
    lines: list[dict[str, Any]] = orjson.loads(transfer["lines"])
    sent = {UUID(line["sku_id"]): int(line["sent"]) for line in lines}
    arrived = {sku_id: (sent if received is None else received).get(sku_id, 0) for sku_id in sent}
    unsent = set(received or ()) - set(sent)
    if unsent or any(not 0 <= arrived[sku_id] <= sent[sku_id] for sku_id in sent):
        raise WrongArrival(sent=[{"sku_id": str(sku_id), "sent": sent[sku_id]} for sku_id in sent])
    text = orjson.dumps([line | {"received": arrived[UUID(line["sku_id"])]} for line in lines]).decode()
    await db.execute(sql.WRITE_ARRIVAL, transfer_id, text)
    await _put(transfer_id, transfer["to_location_id"], {sku: pieces for sku, pieces in arrived.items() if pieces})


@atomic
async def cancel(transfer_id: UUID) -> None:
    """Put what was sent back where it came from. Raises TransferNotFound, TransferOver when it ended before."""
    transfer = await _end(transfer_id, TransferStatus.CANCELLED)
    sent = {UUID(line["sku_id"]): int(line["sent"]) for line in orjson.loads(transfer["lines"])}
    await _put(transfer_id, transfer["from_location_id"], sent)


async def _sent_before(number: str, source: UUID, target: UUID, lines: list[dict[str, Any]]) -> UUID:
    before = await db.fetch_one(sql.TRANSFER_OF_NUMBER, number)
    assert before is not None
    sent = [{**line, "received": 0} for line in orjson.loads(before["lines"])]
    if (before["from_location_id"], before["to_location_id"], sent) != (source, target, lines):
        raise TransferNumberTaken(number=number)
    transfer_id: UUID = before["id"]
    return transfer_id


async def _end(transfer_id: UUID, status: TransferStatus) -> Any:
    transfer = await db.fetch_one(sql.END_TRANSFER, transfer_id, status, clock.now())
    if transfer is None:
        if await db.fetch_value(sql.TRANSFER_EXISTS, transfer_id):
            raise TransferOver
        raise TransferNotFound
    return transfer


async def _put(transfer_id: UUID, location_id: UUID, pieces: Mapping[UUID, int]) -> None:
    await lock(location_id, list(pieces))
    await move(location_id, pieces, MovementKind.TRANSFER_IN, f"transfer_in:{transfer_id}")
