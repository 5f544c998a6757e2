"""What a member wants to buy, as quoting and placing take it. There is no field for a price or a discount."""

from uuid import UUID

from pydantic import AwareDatetime, Field

from app.delivery.states import Fulfilment
from app.http.bodies import Body
from app.orders.wanted import MOST_LINES, Wanted
from miniprogram_api.pieces import Pieces


class WantedLine(Pieces):
    sku_id: UUID


class Wish(Body):
    """`points` is the most to burn; `slot_from` the start of a same-city slot, null for as soon as possible."""

    lines: list[WantedLine] = Field(min_length=1, max_length=MOST_LINES)
    fulfilment: Fulfilment = Fulfilment.EXPRESS
    store_id: UUID | None = None
    address_id: UUID | None = None
    slot_from: AwareDatetime | None = None
    coupon_ids: list[UUID] = Field(default_factory=list, max_length=5)
    points: int = Field(0, ge=0, le=100_000_000, strict=True)
    stored_value: bool = False
    remark: str = Field("", max_length=200)

    def wanted(self) -> Wanted:
        return Wanted(
            lines=tuple((line.sku_id, line.quantity) for line in self.lines),
            fulfilment=self.fulfilment,
            store_id=self.store_id,
            address_id=self.address_id,
            slot_from=self.slot_from,
            coupon_ids=tuple(dict.fromkeys(self.coupon_ids)),
            points=self.points,
            stored_value=self.stored_value,
            remark=self.remark,
        )


class NewOrder(Wish):
    """`expected_total`: the total (fen) that the member saw; when it is another now, nothing is ordered."""

    expected_total: int | None = Field(None, ge=0, strict=True)
