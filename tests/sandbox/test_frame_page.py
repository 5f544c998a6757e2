import httpx
from lxml import html

from tests.sandbox.merchant import Merchant, eventually, person
from tests.sandbox.receiver import Receiver

NASTY = "<script>alert('林')</script>\"&"


async def test_the_page_shows_people_orders_and_notifications(
    client: httpx.AsyncClient, merchant: Merchant, receiver: Receiver
) -> None:
    someone = await person(client)
    order = merchant.order(someone["openid"], notify_url=f"{receiver.url}/pay", description="碧螺春 100 克")
    await merchant.pay(someone, order)
    await receiver.wait_for(1)

    async def page() -> str:
        text = (await client.get("/_sandbox/")).text
        return text if "已接收" in text else ""

    text = await eventually(page)
    for shown in ("腾讯侧沙箱", "林小满", "13800000001", someone["openid"], order["out_trade_no"], "碧螺春 100 克"):
        assert shown in text
    for shown in ("1.00 元", "支付成功", "TRANSACTION.SUCCESS 已接收,共 1 次,最近一次 HTTP 200", "已支付1.00元"):
        assert shown in text


async def test_what_people_typed_is_escaped(client: httpx.AsyncClient, merchant: Merchant) -> None:
    someone = await person(client, name=NASTY)
    await merchant.prepay(merchant.order(someone["openid"], description=NASTY))
    text = (await client.get("/_sandbox/")).text
    assert NASTY not in text
    assert "<script>alert" not in text
    assert html.fromstring(text).xpath("//td[text()=$nasty]", nasty=NASTY)


async def test_the_clock_can_be_moved_from_the_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/_sandbox/")
    assert answer.headers["content-type"].startswith("text/html")
    forms = [form for form in html.fromstring(answer.text).iter("form") if form.get("action") == "/_sandbox/clock"]
    assert [form.findtext("button") for form in forms] == ["+1 小时", "+1 天", "复位"]
    await client.post("/_sandbox/clock", content=forms[0].get("data-json"))
    assert (await client.get("/_sandbox/clock")).json()["offset_seconds"] == 3600
