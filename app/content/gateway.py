"""What content needs from outside and from above."""

from typing import Protocol
from uuid import UUID

from app.kernel.port import Port


class MiniProgramCodes(Protocol):
    async def unlimited(self, scene: str, page: str) -> bytes:
        """The picture of a mini-program code: `scene` of at most 32 characters, `page` without slash and query.

        Raises the SendFailed family. Asking again does no harm.
        """
        ...


class Coupons(Protocol):
    async def title(self, template_id: UUID) -> str | None:
        """What a coupon template that can be claimed now is called, None for any other."""
        ...


codes: Port[MiniProgramCodes] = Port("mini-program codes")
coupons: Port[Coupons] = Port("coupons that guides show")
