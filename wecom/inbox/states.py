"""States of an inbox message."""

from enum import StrEnum


class InboxStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"
