from app.catalog.models import Product
from app.kernel import db
from app.kernel.ids import new_id
from app.showcase.count_sales import count_sales
from tests.app.aftersale.factory import bought
from tests.app.catalog.factory import stocked


async def test_paid_pieces_are_counted_once_however_often_the_tick_comes(database: None) -> None:
    tea, cup = await stocked(stock=9), await stocked(stock=9, number=2)
    await bought(new_id(), (tea.sku_id, 3))
    await bought(new_id(), (tea.sku_id, 1))
    assert [await count_sales(), await count_sales()] == [1, 0]
    sales = {product.id: product.sales for product in await Product.all()}
    assert sales == {tea.product_id: 4, cup.product_id: 0}


async def test_what_sold_long_ago_keeps_its_number_until_it_sells_again(database: None) -> None:
    goods = await stocked(stock=9)
    await bought(new_id(), (goods.sku_id, 3))
    await db.execute("UPDATE stock_movements SET moved_at = moved_at - interval '7 hours'")
    assert await count_sales() == 0
    await bought(new_id(), (goods.sku_id, 1))
    await count_sales()
    assert (await Product.get(id=goods.product_id)).sales == 4
