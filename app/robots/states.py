"""States of robots and of what they say."""

from enum import StrEnum


class RobotStatus(StrEnum):
    """`broken`: WeCom knows its key no more, or it is not in the group; it is silent until it gets a new key."""

    WORKING = "working"
    BROKEN = "broken"
    REMOVED = "removed"


class SpeechStatus(StrEnum):
    """`unsure`: the answer was lost. It is not said again, since the group would hear it twice."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNSURE = "unsure"
    TAKEN_BACK = "taken_back"
