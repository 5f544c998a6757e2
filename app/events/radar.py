"""What the radar tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProductView:
    """A member looked at a product."""

    member_id: UUID
    product_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class GuideLinkFollowed:
    """A member came in by the link of one guide."""

    member_id: UUID
    staff_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ProductsViewed:
    """Product views of one stored batch, at most some hundreds."""

    views: tuple[ProductView, ...]
