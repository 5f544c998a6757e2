"""The corp tags: one slice, for WeCom gives them unpaged."""

from app.sync.slices import Difference, Keep, Place, Slice
from app.sync.states import DifferenceKind as Kind
from app.tags.sync import keep_library, read_library

LIBRARY = "corp_tags"


async def read_tags(place: Place) -> Keep:
    library = await read_library()

    async def keep() -> Slice:
        found = await keep_library(library)
        seen = sum(1 + len(group.tags) for group in library.groups)
        detail = f"新增 {found.added}，变化 {found.changed}，消失 {found.ended}"
        different = found.added + found.changed + found.ended
        return Slice(
            place.phase,
            over=True,
            done=1,
            total=1,
            seen=seen,
            new=found.added,
            changed=found.changed,
            ended=found.ended,
            unchanged=max(seen - found.added - found.changed, 0),
            differences=[Difference(Kind.TAGS_DIFFERED, LIBRARY, detail)] if different else [],
        )

    return keep
