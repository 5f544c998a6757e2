"""Head office's door: `/admin/v1`. Mounted with `audited` around every handler."""

from app.catalog.csv_rows import MOST_BYTES
from app.http.openapi import describing
from app.http.routes import Handler, Route
from app.kernel.actor import ActorKind
from app.staff.states import Role
from backoffice_api import audit_trail, channel_codes, commission_rules, goods, groups, pages, sops, staff
from backoffice_api import sessions as log_in

PREFIX = "/admin/v1"
ADMINS = frozenset({Role.HEAD_OFFICE.value})
MANAGERS = ADMINS | {Role.COMMUNITY_MANAGER.value}
MERCHANDISERS = ADMINS | {Role.MERCHANDISER.value}


def _staff(method: str, path: str, handler: Handler, roles: frozenset[str], summary: str, **more: object) -> Route:
    return Route(method, path, handler, ActorKind.STAFF, roles, summary=summary, **more)  # type: ignore[arg-type]


TABLE = [
    _staff("GET", "/staff", staff.list_staff, MANAGERS, "员工列表", query=pages.PageQuery, returns=staff.StaffLines),
    Route(
        "POST",
        "/sessions",
        log_in.open_session,
        body=log_in.LogIn,
        returns=log_in.LoggedIn,
        status=201,
        summary="员工登录",
    ),
    _staff(
        "POST",
        "/channel-codes",
        channel_codes.create_channel_code,
        MANAGERS,
        "新建渠道活码",
        body=channel_codes.NewChannelCode,
        returns=channel_codes.ChannelCode,
        status=201,
    ),
    _staff(
        "GET",
        "/channel-codes",
        channel_codes.list_channel_codes,
        MANAGERS,
        "渠道活码列表",
        query=pages.PageQuery,
        returns=channel_codes.ChannelCodes,
    ),
    _staff(
        "GET",
        "/channel-codes/<code_id:uuid>",
        channel_codes.read_channel_code,
        MANAGERS,
        "渠道活码详情",
        returns=channel_codes.ChannelCode,
    ),
    _staff(
        "GET", "/groups", groups.list_groups, MANAGERS, "客户群列表", query=groups.GroupQuery, returns=groups.Groups
    ),
    _staff(
        "POST",
        "/sops",
        sops.create_sop,
        MANAGERS,
        "新建社群SOP",
        body=sops.NewSop,
        returns=sops.SopDetail,
        status=201,
    ),
    _staff("GET", "/sops", sops.list_sops, MANAGERS, "社群SOP列表", query=pages.PageQuery, returns=sops.SopLines),
    _staff("GET", "/sops/<sop_id:uuid>", sops.read_sop, MANAGERS, "社群SOP进度", returns=sops.SopDetail),
    _staff("POST", "/sops/<sop_id:uuid>/pause", sops.pause_sop, MANAGERS, "暂停社群SOP", returns=sops.SopDetail),
    _staff("POST", "/sops/<sop_id:uuid>/resume", sops.resume_sop, MANAGERS, "恢复社群SOP", returns=sops.SopDetail),
    _staff(
        "POST",
        "/catalogue/imports",
        goods.import_catalogue,
        MERCHANDISERS,
        "导入商品 CSV",
        raw_body="text/csv",
        max_body=MOST_BYTES,
        returns=goods.Imported,
    ),
    _staff(
        "POST",
        "/stock/receipts",
        goods.receive_delivery,
        MERCHANDISERS,
        "入库",
        body=goods.Delivery,
        status=204,
    ),
    _staff(
        "POST",
        "/commission-rules",
        commission_rules.create_rule,
        ADMINS,
        "新增佣金规则版本",
        body=commission_rules.NewRule,
        returns=commission_rules.Rule,
        status=201,
    ),
    _staff(
        "GET",
        "/audit",
        audit_trail.list_audit,
        ADMINS,
        "审计记录",
        query=audit_trail.AuditQuery,
        returns=audit_trail.Entries,
    ),
]

ROUTES = [*TABLE, describing("Siyu 后台接口", PREFIX, TABLE)]
