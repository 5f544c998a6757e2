"""The mini-program's door: `/mp/v1`."""

from app.http.openapi import describing
from app.http.routes import Route
from app.kernel.actor import ActorKind
from miniprogram_api import (
    addresses,
    after_sales,
    cart,
    coupons,
    delivery,
    entrances,
    events,
    invoices,
    materials,
    me,
    notices,
    orders,
    parcels,
    products,
    proposals,
    reviews,
    search,
    store_codes,
    stores,
    wallet,
)
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
    *entrances.ROUTES,
    *products.ROUTES,
    *materials.ROUTES,
    *proposals.ROUTES,
    *search.ROUTES,
    *stores.ROUTES,
    *store_codes.ROUTES,
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
    *orders.ROUTES,
    *addresses.ROUTES,
    *coupons.ROUTES,
    *delivery.ROUTES,
    *after_sales.ROUTES,
    *parcels.ROUTES,
    *notices.ROUTES,
    *wallet.ROUTES,
    *reviews.ROUTES,
    *invoices.ROUTES,
]

ROUTES = [*TABLE, describing("Siyu 小程序接口", PREFIX, TABLE)]
