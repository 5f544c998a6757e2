"""The member's addresses."""

from uuid import UUID

from pydantic import BaseModel, Field

from app.http.bodies import Body
from app.http.routes import Call
from app.members import addresses
from app.members.addresses import Kept, Place, Recipient
from miniprogram_api.callers import member_id, member_route


class NewAddress(Body):
    """`region` names province, city and district; `region_code` is the district's six digits (GB/T 2260)."""

    name: str = Field(min_length=1, max_length=32)
    phone: str = Field(pattern=r"^\+?[0-9\-]{5,20}$")
    region: str = Field(min_length=2, max_length=64)
    region_code: str = Field(pattern=r"^[1-9][0-9]{5}$")
    street: str = Field(min_length=2, max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    is_default: bool = False

    def place(self) -> Place:
        recipient = Recipient(self.name, self.phone, self.region, self.street)
        return Place(recipient, self.region_code, self.latitude, self.longitude, self.is_default)


class KeptAddress(BaseModel):
    id: UUID
    name: str
    phone: str
    region: str
    region_code: str
    street: str
    latitude: float | None
    longitude: float | None
    is_default: bool


class Addresses(BaseModel):
    items: list[KeptAddress]


class Added(BaseModel):
    id: UUID


async def list_addresses(call: Call) -> Addresses:
    return Addresses(items=[_shown(kept) for kept in await addresses.of_member(member_id(call))])


async def add_address(call: Call) -> Added:
    return Added(id=await addresses.add(member_id(call), call.body.place()))


async def change_address(call: Call, address_id: UUID) -> None:
    await addresses.change(member_id(call), address_id, call.body.place())


async def remove_address(call: Call, address_id: UUID) -> None:
    await addresses.remove(member_id(call), address_id)


def _shown(kept: Kept) -> KeptAddress:
    place, recipient = kept.place, kept.place.recipient
    return KeptAddress(
        id=kept.id,
        name=recipient.name,
        phone=recipient.phone,
        region=recipient.region,
        region_code=place.region_code,
        street=recipient.street,
        latitude=place.latitude,
        longitude=place.longitude,
        is_default=place.is_default,
    )


ROUTES = [
    member_route("GET", "/addresses", list_addresses, "收货地址", returns=Addresses),
    member_route("POST", "/addresses", add_address, "新增收货地址", body=NewAddress, returns=Added, status=201),
    member_route("PUT", "/addresses/<address_id:uuid>", change_address, "修改收货地址", body=NewAddress, status=204),
    member_route("DELETE", "/addresses/<address_id:uuid>", remove_address, "删除收货地址", status=204),
]
