"""Queries of lists."""

from uuid import UUID

from pydantic import Field

from app.http.bodies import Body


class PageQuery(Body):
    """`cursor` is the `next_cursor` of the page before."""

    cursor: UUID | None = None
    limit: int = Field(20, ge=1, le=100)
