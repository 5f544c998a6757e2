"""The counter and the exit of a store: codes that members show."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.fulfilment.hand_over import check_out, redeem
from app.http.bodies import Body
from app.http.routes import Call, Route
from app.kernel import redis
from backoffice_api.access import MERCHANDISERS, staff_route

# A clerk scans a few codes a minute; who tries to guess one of twelve digits needs millions.
TRIES, WINDOW_SECONDS = 30, 60


class AtStore(Body):
    """The store where the code is shown."""

    store_id: UUID


class HandedOver(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    number: str
    order_number: str
    at: datetime


async def redeem_code(call: Call, code: str) -> HandedOver:
    await _limit(call)
    return HandedOver.model_validate(await redeem(code, call.body.store_id, call.by))


async def check_out_code(call: Call, code: str) -> HandedOver:
    await _limit(call)
    return HandedOver.model_validate(await check_out(code, call.body.store_id, call.by))


async def _limit(call: Call) -> None:
    """Every try counts, right or wrong. Without Redis customers are served: whoever guesses is known by name."""
    await redis.limit(f"hand-over:{call.by.id}", hits=TRIES, seconds=WINDOW_SECONDS, when_down="allow")


ROUTES: list[Route] = [
    staff_route(
        *("POST", "/pick-ups/<code:str>/redeem", redeem_code, MERCHANDISERS, "核销取货码"),
        body=AtStore,
        returns=HandedOver,
    ),
    staff_route(
        *("POST", "/exits/<code:str>/check", check_out_code, MERCHANDISERS, "核验扫码购出场码"),
        body=AtStore,
        returns=HandedOver,
    ),
]
