"""What notices tell."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MemberNoticeQueued:
    """A member is to be told something by subscription message (订阅消息)."""

    notice_id: UUID
