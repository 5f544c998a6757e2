"""The mini-program's door: `/mp/v1`."""

from app.http.openapi import describing
from app.http.routes import Route
from app.kernel.actor import ActorKind
from miniprogram_api import cart, entrances, events, me, orders, products
from miniprogram_api import sessions as log_in

PREFIX = "/mp/v1"
MEMBER = ActorKind.MEMBER

TABLE = [
    Route(
        "POST",
        "/sessions",
        log_in.open_session,
        body=log_in.LogIn,
        returns=log_in.LoggedIn,
        status=201,
        summary="小程序登录",
    ),
    Route("GET", "/me", me.read_me, MEMBER, returns=me.Me, summary="我的资料"),
    Route("POST", "/me/phone", me.add_phone, MEMBER, body=me.PhoneCode, returns=me.Me, summary="绑定手机号"),
    Route(
        "POST",
        "/events",
        events.record_events,
        MEMBER,
        body=events.Events,
        returns=events.Recorded,
        summary="上报浏览等行为",
    ),
    Route(
        "POST",
        "/entrances",
        entrances.record_entrance,
        MEMBER,
        body=entrances.EntranceToken,
        status=204,
        summary="从带签名的链接进入",
    ),
    Route("GET", "/products", products.list_products, query=products.ProductPage, summary="商品列表"),
    Route("GET", "/products/<product_id:uuid>", products.show_product, summary="商品详情"),
    Route("GET", "/cart", cart.show_cart, MEMBER, summary="购物车"),
    Route(
        "PUT",
        "/cart",
        cart.put_line,
        MEMBER,
        body=cart.CartLine,
        status=204,
        summary="加入购物车或改数量",
    ),
    Route("DELETE", "/cart/<sku_id:uuid>", cart.remove_line, MEMBER, status=204, summary="移出购物车"),
    Route(
        "POST",
        "/orders",
        orders.place_order,
        MEMBER,
        body=orders.NewOrder,
        returns=orders.PlacedOrder,
        status=201,
        idempotent=True,
        summary="下单",
    ),
    Route("GET", "/orders", orders.list_orders, MEMBER, query=orders.OrderPage, summary="我的订单"),
    Route("GET", "/orders/<order_id:uuid>", orders.show_order, MEMBER, summary="订单详情"),
    Route(
        "POST",
        "/orders/<order_id:uuid>/payment",
        orders.pay_order,
        MEMBER,
        returns=orders.PayParams,
        summary="发起支付",
    ),
    Route("POST", "/orders/<order_id:uuid>/cancel", orders.cancel_order, MEMBER, summary="取消订单"),
]

ROUTES = [*TABLE, describing("Siyu 小程序接口", PREFIX, TABLE)]
