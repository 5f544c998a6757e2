"""What the member does, told by the client in small batches."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.kernel import clock
from app.radar.record import Seen, record
from app.radar.states import Behaviour
from miniprogram_api.callers import member_id

MOST_EVENTS = 20
DAY = 86_400


class ClientEvent(Body):
    """Placed orders are not taken from clients: the server knows them itself."""

    kind: Literal[Behaviour.PRODUCT_VIEW, Behaviour.CART_ADD]
    product_id: UUID
    at: AwareDatetime | None = None
    seconds: int | None = Field(None, ge=0, le=DAY)


class Events(Body):
    events: list[ClientEvent] = Field(min_length=1, max_length=MOST_EVENTS)


class Recorded(BaseModel):
    """`left_out`: events of products that do not exist, or older than 24 hours."""

    recorded: int
    left_out: int


async def record_events(call: Call) -> Recorded:
    now = clock.now()
    given = call.body.events
    seen = [Seen(Behaviour(event.kind), event.product_id, event.at or now, event.seconds) for event in given]
    recorded = await record(member_id(call), seen)
    return Recorded(recorded=recorded, left_out=len(given) - recorded)
