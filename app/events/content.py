"""What content tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContentSent:
    """WeCom took what a guide sent to a member or a group; both null for a poster or a link for anybody.

    `kind` is the material's (text, image, article, file, video, product, coupon).
    """

    send_id: UUID
    staff_id: UUID
    kind: str
    material_id: UUID | None
    member_id: UUID | None
    chat_id: str | None
    at: datetime
