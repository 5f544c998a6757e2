"""What a shopper may be typing."""

from app.catalog.search_words import normalised
from app.kernel import db
from app.kernel.cache import BytesCache
from app.showcase import search_sql as sql
from app.showcase.mean import LAST

SECONDS = 1.0
HOT_BEGINNINGS = 2_000


async def read_suggestions(key: tuple[str, int]) -> bytes:
    """Terms that begin with a text, then those whose pinyin or initials do, heavier first, as JSON, by (text, number).

    Letters count as pinyin only when the text has nothing else: `longj`, `lj`, `long jing`.
    """
    text, limit = key
    cleaned = normalised(text)
    letters = cleaned.replace(" ", "").replace("'", "")
    pinyin = letters if letters.isascii() and letters.isalnum() else None
    if not cleaned:
        return b'{"items":[]}'
    ends = (cleaned + LAST, limit, pinyin, pinyin + LAST if pinyin else None)
    return str(await db.fetch_value(sql.SUGGESTIONS, cleaned, *ends)).encode()


_hot: BytesCache[tuple[str, int]] = BytesCache(read_suggestions, ttl=SECONDS, size=HOT_BEGINNINGS)


async def suggestions(text: str, limit: int) -> bytes:
    """As read_suggestions, at most a second old."""
    return await _hot.get((text, limit)) or b""
