"""Export and import are each other's inverse."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog.create_product import create_product
from app.catalog.export import FileFormat, export
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.catalog.states import GoodsKind, Shelf
from app.inventory.import_goods import import_goods
from app.kernel import db

MOMENTS = st.none() | st.integers(0, 10**10).map(lambda hundredths: datetime.fromtimestamp(hundredths / 100, UTC))
URLS = st.sampled_from(["https://a.example/x.jpg", "https://a.example/x.MP4", "http://b.example/?a=1;b=2"])
ROWS = """
SELECT (SELECT json_agg(p ORDER BY p.code) FROM products p)::text,
    (SELECT json_agg(s ORDER BY s.code) FROM skus s)::text
"""


def texts(longest: int, shortest: int = 0, without: str = "") -> st.SearchStrategy[str]:
    """What the door lets in: nothing that XML or PostgreSQL cannot hold, no blanks around."""
    letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff" + without)
    likely = st.sampled_from(
        [each for each in ("=1+1", "'=x", "-", '"', "茶,茶", "@a") if not set(each) & set(without)]
    )
    found = st.text(letters, min_size=shortest, max_size=longest) | likely
    return found.map(str.strip).filter(lambda text: shortest <= len(text) <= longest)


@st.composite
def products(draw: st.DrawFn) -> list[tuple[ProductTerms, list[SkuTerms]]]:
    made = []
    for code in draw(st.lists(texts(20, 1), min_size=1, max_size=4, unique=True)):
        terms: dict[str, Any] = {
            **{"title": draw(texts(120, 1)), "subtitle": draw(texts(30)), "kind": draw(st.sampled_from(GoodsKind))},
            **{"brand": draw(texts(20)), "category": draw(st.sampled_from(["", "茶叶", "茶叶/绿茶", "='茶"]))},
            **{"description": draw(texts(50) | st.just("一\n二")), "media_urls": draw(st.lists(URLS, max_size=3))},
            **{"shelf": draw(st.sampled_from(Shelf)), "shelf_from": draw(MOMENTS), "shelf_until": draw(MOMENTS)},
        }
        fen = st.integers(1, 999_999_999)
        names = texts(10, 1, without=";=")
        skus = [
            SkuTerms(
                code=f"{code}#{number}",
                price=draw(fen),
                list_price=draw(st.none() | fen),
                spec=draw(texts(20)),
                barcode=draw(texts(20)),
                weight_g=draw(st.integers(0, 9_999_999)),
                options=draw(st.dictionaries(names, names, max_size=3)),
            )
            for number in range(draw(st.integers(1, 3)))
        ]
        made.append((ProductTerms(code=code, **terms), skus))
    return made


async def exported(file_format: FileFormat) -> bytes:
    return b"".join([piece async for piece in export(file_format)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(products(), st.sampled_from(FileFormat))
async def test_an_export_imported_again_changes_nothing(
    database: None, goods: list[tuple[ProductTerms, list[SkuTerms]]], file_format: FileFormat
) -> None:
    await db.execute("TRUNCATE products, skus, categories, brands")
    for terms, skus in goods:
        await create_product(terms, skus)
    content, before = await exported(file_format), await db.fetch_one(ROWS)
    report = await import_goods(content)
    assert report.faults == []
    assert (report.products_updated, report.skus_updated, report.skus_created) == (0, 0, 0)
    assert await db.fetch_one(ROWS) == before


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(products(), st.sampled_from(FileFormat))
async def test_an_export_brings_an_empty_catalogue_back(
    database: None, goods: list[tuple[ProductTerms, list[SkuTerms]]], file_format: FileFormat
) -> None:
    await db.execute("TRUNCATE products, skus, categories, brands")
    for terms, skus in goods:
        await create_product(terms, skus)
    content = await exported(file_format)
    await db.execute("TRUNCATE products, skus, categories, brands")
    await import_goods(content)
    assert await exported(file_format) == content or file_format is FileFormat.XLSX
    assert (await import_goods(content)).skus_updated == 0
