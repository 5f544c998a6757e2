"""Put a new product on the books, with its SKUs."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.catalog.errors import ProductExists, SkuExists
from app.catalog.models import Product, Sku
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.kernel import clock
from app.kernel.db import atomic
from app.kernel.ids import new_id


@atomic
async def create_product(terms: ProductTerms, skus: Sequence[SkuTerms]) -> UUID:
    """The new product's id. Raises ProductExists, SkuExists for codes in use, or BadTerms."""
    product_id = new_id()
    columns = await terms.columns()
    try:
        await Product.create(id=product_id, created_at=clock.now(), **columns)
    except IntegrityError:
        raise ProductExists(code=terms.code) from None
    await add_skus(product_id, skus)
    return product_id


async def add_skus(product_id: UUID, skus: Sequence[SkuTerms]) -> None:
    """SKUs that the product has not yet. Needs an open transaction. Raises SkuExists or BadTerms."""
    codes = [sku.code for sku in skus]
    taken = [sku.code for sku in await Sku.filter(code__in=codes).limit(20).only("id", "code")]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if taken or twice:
        raise SkuExists(codes=(taken or twice)[:20])
    now = clock.now()
    rows = [Sku(id=new_id(), product_id=product_id, code=sku.code, created_at=now, **sku.columns()) for sku in skus]
    try:
        await Sku.bulk_create(rows)
    except IntegrityError:
        raise SkuExists(codes=codes[:20]) from None
