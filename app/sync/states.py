"""States of a sync."""

from enum import StrEnum


class Part(StrEnum):
    """What is read, in this order: staff and tags first, since customers have them."""

    STAFF = "staff"
    TAGS = "tags"
    CUSTOMERS = "customers"
    GROUPS = "groups"


class RunKind(StrEnum):
    """`part`: some parts only. `nightly` reads the same as `full` and writes down what was different."""

    FULL = "full"
    NIGHTLY = "nightly"
    PART = "part"


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StepStatus(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DifferenceKind(StrEnum):
    """What was not here as it is at WeCom. `not_read`: WeCom refused to show it; mended by no one yet."""

    STAFF_MISSING_HERE = "staff_missing_here"
    STAFF_CHANGED = "staff_changed"
    STAFF_GONE = "staff_gone"
    TAGS_DIFFERED = "tags_differed"
    CUSTOMER_MISSING_HERE = "customer_missing_here"
    CUSTOMER_CAME_BACK = "customer_came_back"
    CUSTOMER_GONE = "customer_gone"
    GROUP_MISSING_HERE = "group_missing_here"
    GROUP_CHANGED = "group_changed"
    GROUP_GONE = "group_gone"
    NOT_READ = "not_read"
