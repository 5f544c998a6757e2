"""Through whose shares an order came, and where the first of them was from."""

from app.kernel.ids import new_id
from app.orders.models import Order
from app.radar.enter import enter
from app.radar.links import entrance_token, read_token
from app.radar.models import Entrance, Share
from app.radar.share import share
from app.radar.sources import create
from app.radar.states import EntranceKind
from tests.app.aftersale.factory import bought
from tests.app.catalog.factory import stocked


async def test_an_order_keeps_the_whole_chain_of_shares_and_where_it_began(database: None) -> None:
    live, (anna, bert, carl) = await create(EntranceKind.LIVE, "直播间", None, None), [new_id() for _ in range(3)]
    first = await share(anna, None, live.token)
    second = await share(bert, None, first)
    await enter(carl, second)
    order = await Order.get(id=await bought(carl, ((await stocked()).sku_id, 1)))
    links = [str(read_token(token)[1]) for token in (first, second)]
    assert (order.entrance_kind, order.share_chain) == ("share", links)
    last = await Share.get(id=links[1])
    assert (last.origin_kind, last.origin_source_id) == ("live", live.id)


async def test_an_order_credits_the_store_and_group_of_its_source(database: None) -> None:
    store_id, buyer = new_id(), new_id()
    source = await create(EntranceKind.POSTER, "海报", store_id, "wrGroup")
    await enter(buyer, source.token)
    order = await Order.get(id=await bought(buyer, ((await stocked()).sku_id, 1)))
    assert (order.credit_store_id, order.chat_id) == (store_id, "wrGroup")


async def test_ones_own_share_is_no_entrance(database: None) -> None:
    member = new_id()
    await enter(member, await share(member, None, None))
    assert not await Entrance.exists()
    await enter(member, entrance_token(EntranceKind.CHANNEL, new_id()))
    assert await Entrance.all().count() == 1
