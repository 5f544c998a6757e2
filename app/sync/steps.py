"""The steps of a sync, on one page, in their order. A part that is not here is not read."""

from collections.abc import Mapping

from app.sync.read_customers import read_customers
from app.sync.read_groups import read_groups
from app.sync.read_staff import read_staff
from app.sync.read_tags import read_tags
from app.sync.slices import Step
from app.sync.states import Part

STEPS: Mapping[Part, Step] = {
    Part.STAFF: read_staff,
    Part.TAGS: read_tags,
    Part.CUSTOMERS: read_customers,
    Part.GROUPS: read_groups,
}
