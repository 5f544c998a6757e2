"""Putting goods together for a customer, who orders them with one tap (代客下单)."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.analytics.proposals import ProposalSeen, ProposalState, proposal_of, proposals_page
from app.content.propose import MOST_LINES, propose
from app.http.bodies import Body
from app.http.routes import Call
from app.kernel import redis
from app.orders.wanted import MOST_PIECES
from app.showcase.lines import lines_now
from app.showcase.states import Availability
from wecom.sidebar_api.callers import caller, guide_route
from wecom.sidebar_api.own import own_customer

A_MINUTE, MINUTE = 30, 60


class ProposedLine(Body):
    sku_id: UUID
    quantity: int = Field(ge=1, le=MOST_PIECES, strict=True)


class NewProposal(Body):
    """For one own customer. Lines of the same SKU are added up; there is no field for a price."""

    to_external_userid: str = Field(min_length=1, max_length=64, description="也可填会员 id")
    lines: list[ProposedLine] = Field(min_length=1, max_length=MOST_LINES)
    note: str = Field("", max_length=200)

    def pieces(self) -> dict[UUID, int]:
        """By SKU, at most what an order takes."""
        pieces: dict[UUID, int] = {}
        for line in self.lines:
            pieces[line.sku_id] = min(pieces.get(line.sku_id, 0) + line.quantity, MOST_PIECES)
        return pieces


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


class ProposalLine(BaseModel):
    """`sent_at` null until WeCom took a card of it. `order_id`: the order that came by it; `order_total` in fen."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    member_id: UUID
    nickname: str
    note: str
    created_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    state: ProposalState
    order_id: UUID | None
    order_status: str | None
    order_total: int | None


class Proposal(ProposalLine):
    lines: list[Line]


class Proposals(BaseModel):
    items: list[ProposalLine]
    next_cursor: UUID | None


class ProposalsQuery(Body):
    cursor: UUID | None = Field(None, description="上一页返回的 next_cursor")
    limit: int = Field(20, ge=1, le=50)


async def new_proposal(call: Call) -> Proposal:
    guide, customer = await own_customer(call, call.body.to_external_userid)
    await redis.limit(f"guide-proposal:{guide.staff_id}", hits=A_MINUTE, seconds=MINUTE, when_down="allow")
    made = await propose(guide.staff_id, customer.member_id, call.body.pieces(), call.body.note)
    return await _whole(await proposal_of(guide.staff_id, made))


async def show_proposal(call: Call, proposal_id: UUID) -> Proposal:
    guide = await caller(call)
    return await _whole(await proposal_of(guide.staff_id, proposal_id))


async def list_proposals(call: Call) -> Proposals:
    guide, query = await caller(call), call.query
    found = await proposals_page(guide.staff_id, query.cursor, query.limit + 1)
    items = [ProposalLine.model_validate(one) for one in found[: query.limit]]
    return Proposals(items=items, next_cursor=items[-1].id if len(found) > query.limit else None)


async def _whole(seen: ProposalSeen) -> Proposal:
    lines = [Line.model_validate(line) for line in await lines_now(seen.pieces, seen.store_id)]
    return Proposal(**ProposalLine.model_validate(seen).model_dump(), lines=lines)


ROUTES = [
    guide_route(
        "POST", "/proposals", new_proposal, "代客下单：新建推荐清单", body=NewProposal, returns=Proposal, status=201
    ),
    guide_route("GET", "/proposals", list_proposals, "我的推荐清单", query=ProposalsQuery, returns=Proposals),
    guide_route("GET", "/proposals/<proposal_id:uuid>", show_proposal, "推荐清单详情", returns=Proposal),
]
