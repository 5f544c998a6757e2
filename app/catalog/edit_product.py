"""Change what a product and its SKUs say."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.catalog.create_product import add_skus
from app.catalog.errors import ProductExists, ProductNotFound
from app.catalog.models import Product, Sku
from app.catalog.product_terms import ProductTerms, SkuTerms
from app.kernel.db import atomic


@atomic
async def edit_product(product_id: UUID, terms: ProductTerms, skus: Sequence[SkuTerms]) -> None:
    """The product says `terms` from now on. SKUs are told apart by code: known ones change, new ones are added, and
    those not named stay, since orders refer to them.

    Raises ProductNotFound, ProductExists or SkuExists for codes of another product, or BadTerms.
    """
    columns = await terms.columns()
    try:
        if not await Product.filter(id=product_id).update(**columns):
            raise ProductNotFound
    except IntegrityError:
        raise ProductExists(code=terms.code) from None
    known = {sku.code for sku in await Sku.filter(product_id=product_id).only("id", "code")}
    for sku in skus:
        if sku.code in known:
            await Sku.filter(product_id=product_id, code=sku.code).update(**sku.columns())
    await add_skus(product_id, [sku for sku in skus if sku.code not in known])
