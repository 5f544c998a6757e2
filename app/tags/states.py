"""Words of tags."""

from enum import StrEnum


class Origin(StrEnum):
    """Who made a tag or group. WeCom lets an application change only what it made itself (81011)."""

    OURS = "ours"
    WECOM = "wecom"


class Source(StrEnum):
    """What put a tag on a member, or took it off. `wecom`: a guide did, or an administrator, there."""

    MANUAL = "manual"
    RULE = "rule"
    WECOM = "wecom"
    CHANNEL_CODE = "channel_code"
