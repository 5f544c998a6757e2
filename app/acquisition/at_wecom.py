"""What group codes and links have in common: a row here, one thing at WeCom, and how the two are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from app.acquisition.models import AtWeCom

Row = TypeVar("Row", bound=AtWeCom)

# What may be looked up at WeCom was made no earlier than this before the row.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Seen:
    """How it is at WeCom now, as columns of the row."""

    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """It exists at WeCom under `remote_id`. `told` is null when it was found and not made: nothing of it is certain."""

    remote_id: str
    told: Mapping[str, Any] | None
    columns: Mapping[str, Any]


class Kind(Protocol, Generic[Row]):
    """How things of one kind are made and changed. Besides what is named, each raises the SendFailed family."""

    model: type[Row]

    async def wanted(self, row: Row) -> dict[str, Any] | None:
        """What WeCom should know, as JSON; None when nothing can be said now."""
        ...

    async def find(self, row: Row) -> Made | None:
        """One that an earlier call has made although its answer was lost; None also when WeCom cannot say."""
        ...

    async def make(self, row: Row, wanted: dict[str, Any]) -> Made:
        """Raises AtLimit."""
        ...

    async def change(self, row: Row, remote_id: str, wanted: dict[str, Any]) -> Seen:
        """Look, and put right what differs. Raises Gone."""
        ...

    async def remove(self, remote_id: str) -> None:
        """Raises Gone."""
        ...

    def due(self, row_id: UUID) -> object:
        """The event whose reaction keeps this row in line."""
        ...


def since(row: AtWeCom) -> datetime:
    """The earliest moment at which WeCom may have made it, by WeCom's clock."""
    return row.created_at - CLOCKS_DIFFER
