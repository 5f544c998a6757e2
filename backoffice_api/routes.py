"""Head office's door: `/admin/v1`. Mounted with `audited` around every handler."""

from app.http.openapi import describing
from app.http.routes import Route
from backoffice_api import (
    after_sales,
    audit_trail,
    categories,
    channel_code_statistics,
    channel_codes,
    commission_rules,
    coupons,
    delivery,
    entrance_sources,
    goods_imports,
    groups,
    hand_overs,
    invoices,
    notices,
    pages,
    parcels,
    payments,
    products,
    promotions,
    reviews,
    shipping_uploads,
    sops,
    sourcing_rules,
    staff,
    stock,
    stock_pushes,
    stock_transfers,
    store_goods,
    stores,
    wallet,
    wecom_inbox,
)
from backoffice_api import sessions as log_in
from backoffice_api.access import ADMINS, MANAGERS, staff_route

PREFIX = "/admin/v1"

TABLE = [
    staff_route(
        "GET", "/staff", staff.list_staff, MANAGERS, "员工列表", query=pages.PageQuery, returns=staff.StaffLines
    ),
    Route(
        "POST",
        "/sessions",
        log_in.open_session,
        body=log_in.LogIn,
        returns=log_in.LoggedIn,
        status=201,
        summary="员工登录",
    ),
    *channel_codes.ROUTES,
    *channel_code_statistics.ROUTES,
    staff_route(
        "GET", "/groups", groups.list_groups, MANAGERS, "客户群列表", query=groups.GroupQuery, returns=groups.Groups
    ),
    staff_route(
        "POST",
        "/sops",
        sops.create_sop,
        MANAGERS,
        "新建社群SOP",
        body=sops.NewSop,
        returns=sops.SopDetail,
        status=201,
    ),
    staff_route("GET", "/sops", sops.list_sops, MANAGERS, "社群SOP列表", query=pages.PageQuery, returns=sops.SopLines),
    staff_route("GET", "/sops/<sop_id:uuid>", sops.read_sop, MANAGERS, "社群SOP进度", returns=sops.SopDetail),
    staff_route("POST", "/sops/<sop_id:uuid>/pause", sops.pause_sop, MANAGERS, "暂停社群SOP", returns=sops.SopDetail),
    staff_route("POST", "/sops/<sop_id:uuid>/resume", sops.resume_sop, MANAGERS, "恢复社群SOP", returns=sops.SopDetail),
    *stores.ROUTES,
    *stock.ROUTES,
    *stock_transfers.ROUTES,
    *stock_pushes.ROUTES,
    *sourcing_rules.ROUTES,
    *goods_imports.ROUTES,
    *products.ROUTES,
    *categories.ROUTES,
    *store_goods.ROUTES,
    staff_route(
        "POST",
        "/commission-rules",
        commission_rules.create_rule,
        ADMINS,
        "新增佣金规则版本",
        body=commission_rules.NewRule,
        returns=commission_rules.Rule,
        status=201,
    ),
    staff_route(
        "GET",
        "/audit",
        audit_trail.list_audit,
        ADMINS,
        "审计记录",
        query=audit_trail.AuditQuery,
        returns=audit_trail.Entries,
    ),
    *coupons.ROUTES,
    *delivery.ROUTES,
    *promotions.ROUTES,
    *after_sales.ROUTES,
    *entrance_sources.ROUTES,
    *parcels.ROUTES,
    *hand_overs.ROUTES,
    *shipping_uploads.ROUTES,
    *notices.ROUTES,
    *payments.ROUTES,
    *wallet.ROUTES,
    *reviews.ROUTES,
    *invoices.ROUTES,
    *wecom_inbox.ROUTES,
]

ROUTES = [*TABLE, describing("Siyu 后台接口", PREFIX, TABLE)]
