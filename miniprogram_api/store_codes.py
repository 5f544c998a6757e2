"""Store codes (门店活码) as a shopper's page asks for them: open to anyone, since a poster is scanned by strangers."""

import hashlib
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.acquisition.nearest_code import Outcome, nearest_code
from app.acquisition.states import StoreCodeMode
from app.http.bodies import Body
from app.http.requests import caller_ip
from app.http.routes import Call, Route
from app.kernel import redis

# Many people of one shopping centre share an address.
HITS, SECONDS = 300, 60


class Place(Body):
    """Where the shopper is, GCJ-02 as wx.getLocation gives it; without it all stores are listed by region."""

    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)

    @model_validator(mode="after")
    def _is_somewhere_or_nowhere(self) -> "Place":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("经度与纬度须同时提供")
        return self


class CodeStore(BaseModel):
    """A store with the picture of its code."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    region_code: str
    address: str
    phone: str
    metres: int | None
    open: bool
    qr_code: str


class NearestCode(BaseModel):
    """`nearest`: one store. `choose`: the place is not known, stores by region. `far`: `text` and the fallback code."""

    model_config = ConfigDict(from_attributes=True)

    outcome: Outcome
    mode: StoreCodeMode
    stores: list[CodeStore]
    text: str
    fallback_qr_code: str | None


async def show_nearest(call: Call, code_id: UUID) -> NearestCode:
    """The place is neither stored nor logged."""
    caller = hashlib.sha256(caller_ip(call.request).encode()).hexdigest()
    await redis.limit(f"store-codes:{caller}", hits=HITS, seconds=SECONDS, when_down="allow")
    asked: Place = call.query
    place = (asked.latitude, asked.longitude) if asked.latitude is not None and asked.longitude is not None else None
    return NearestCode.model_validate(await nearest_code(code_id, place))


ROUTES: list[Route] = [
    Route(
        "GET",
        "/store-codes/<code_id:uuid>/nearest",
        show_nearest,
        query=Place,
        returns=NearestCode,
        summary="门店活码：最近的门店",
    ),
]
