"""States of codes, links and welcomes."""

from enum import StrEnum


class ChannelCodeStatus(StrEnum):
    """`creating`: the call to WeCom may have happened; the code is looked up before it is made again.

    `disabling` and `deleting`: the way is being removed at WeCom, which cannot pause one. `lost`: it is gone there
    although nobody here removed it.
    """

    REQUESTED = "requested"
    CREATING = "creating"
    LIVE = "live"
    FAILED = "failed"
    DISABLING = "disabling"
    DISABLED = "disabled"
    DELETING = "deleting"
    DELETED = "deleted"
    LOST = "lost"


class Rotation(StrEnum):
    """`together`: all on duty stand in the way and WeCom distributes. Else one at a time, by today's friends."""

    TOGETHER = "together"
    ROUND_ROBIN = "round_robin"
    WEIGHTED = "weighted"


class DifferenceKind(StrEnum):
    """`gone`: ours, not at WeCom. `orphan`: there with a state of ours, unknown here. `duplicate`: a second way of a
    code. `foreign`: not ours; kept so that it is asked about once.
    """

    GONE = "gone"
    ORPHAN = "orphan"
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"


class WelcomeStatus(StrEnum):
    """`sending`: the call to WeCom may have happened. `missed`: the platform's 20 seconds were over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    MISSED = "missed"
    REFUSED = "refused"


class Standing(StrEnum):
    """Where a group code or a link stands at WeCom. `creating`: the call that makes it may have happened.

    `lost`: it is gone there although nobody here removed it.
    """

    REQUESTED = "requested"
    CREATING = "creating"
    LIVE = "live"
    FAILED = "failed"
    DELETING = "deleting"
    DELETED = "deleted"
    LOST = "lost"


class StoreCodeMode(StrEnum):
    """What a store code leads to: the store's guides (a channel code) or its group (a group code)."""

    GUIDE = "guide"
    GROUP = "group"
