"""What the member's guide put together for them (代客下单), to be ordered by the usual quote and order."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.analytics.proposals import ProposalState, proposal_for
from app.http.routes import Call
from app.showcase.lines import lines_now
from app.showcase.states import Availability
from miniprogram_api.callers import member_id, member_route


class Line(BaseModel):
    """As it can be bought now: `price` in fen of a piece, null for what is not known any more."""

    model_config = ConfigDict(from_attributes=True)

    sku_id: UUID
    product_id: UUID | None
    title: str
    spec: str
    image_url: str
    quantity: int
    price: int | None
    stock: int
    availability: Availability


class Proposal(BaseModel):
    """Order with its `store_id`, whose prices these are. `lines` only while it is open; `order_id` once ordered."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    guide: str
    note: str
    store_id: UUID | None
    created_at: datetime
    expires_at: datetime
    state: ProposalState
    order_id: UUID | None
    lines: list[Line] = []


async def show_proposal(call: Call, proposal_id: UUID) -> Proposal:
    seen = await proposal_for(member_id(call), proposal_id)
    shown = Proposal.model_validate(seen)
    if seen.state is ProposalState.OPEN:
        shown.lines = [Line.model_validate(line) for line in await lines_now(seen.pieces, seen.store_id)]
    return shown


ROUTES = [
    member_route(
        "GET", "/proposals/<proposal_id:uuid>", show_proposal, "导购为我挑选的商品（代客下单）", returns=Proposal
    ),
]
