"""What the catalogue tells."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GoodsImportRequested:
    """A goods file waits to be checked and written."""

    import_id: UUID
