"""Ask for a channel code: a guide's QR code whose scans we can tell from others."""

import base64
from uuid import UUID

from app.catalog import queries as catalog
from app.events.guides import ChannelCodeRequested
from app.guides.errors import UnknownProduct, UnknownStaff
from app.guides.models import ChannelCode
from app.kernel import clock, outbox
from app.kernel.db import atomic
from app.kernel.ids import new_id
from app.staff.queries import staff_by_id


@atomic
async def request_channel_code(name: str, staff_id: UUID, welcome_text: str, product_id: UUID | None = None) -> UUID:
    """Record a code, to be made at WeCom by a job. Raises UnknownStaff, UnknownProduct."""
    staff = await staff_by_id(staff_id)
    if staff is None or not staff.active:
        raise UnknownStaff(staff_id=staff_id)
    if product_id and not await catalog.titles([product_id]):
        raise UnknownProduct(product_id=product_id)
    code = await ChannelCode.create(
        id=(code_id := new_id()),
        name=name,
        staff_id=staff_id,
        state=state_of(code_id),
        welcome_text=welcome_text,
        product_id=product_id,
        created_at=clock.now(),
    )
    await outbox.publish(ChannelCodeRequested(code.id))
    return code.id


def state_of(code_id: UUID) -> str:
    """23 characters, unique: WeCom keeps at most 30 and hands them back with each scan."""
    return "c" + base64.urlsafe_b64encode(code_id.bytes).decode().rstrip("=")
