"""States of SOPs, touches and broadcasts."""

from enum import StrEnum


class SopStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"


class Anchor(StrEnum):
    """What a step's time counts from: the group's creation (day N at hh:mm), or a fixed moment."""

    GROUP_CREATED = "group_created"
    FIXED = "fixed"


class TouchStatus(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    CREATED = "created"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    FAILED = "failed"


class BroadcastStatus(StrEnum):
    """`creating`: the call to WeCom may have happened; it is looked up before it is made again. `cancelled`: a group of
    it got another owner, so that all its groups are due again.
    """

    PLANNED = "planned"
    CREATING = "creating"
    CREATED = "created"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
