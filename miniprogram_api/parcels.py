"""Where the member's own goods are."""

from uuid import UUID

from pydantic import BaseModel

from app.fulfilment import queries
from app.http.routes import Call, Route
from miniprogram_api.callers import member_id, member_route


class ExitCode(BaseModel):
    """Shown at the store's exit, as digits or as a QR code of them."""

    code: str


async def list_parcels(call: Call, order_id: UUID) -> bytes:
    return await queries.of_member(order_id, member_id(call))


async def show_exit_code(call: Call, order_id: UUID) -> ExitCode:
    return ExitCode(code=await queries.exit_code(order_id, member_id(call)))


ROUTES: list[Route] = [
    member_route("GET", "/orders/<order_id:uuid>/parcels", list_parcels, "我的包裹：物流、承诺时间与取货码"),
    member_route("GET", "/orders/<order_id:uuid>/exit-code", show_exit_code, "扫码购出场码", returns=ExitCode),
]
