"""Every door and the prefix it hangs under, on one page."""

from app.http.health import ROUTES as HEALTH
from app.http.routes import Route, Wrapper
from backoffice_api.audited import audited
from backoffice_api.routes import PREFIX as BACKOFFICE
from backoffice_api.routes import ROUTES as BACKOFFICE_ROUTES
from miniprogram_api.courier_notify import COURIER_ROUTES
from miniprogram_api.courier_notify import PREFIX as COURIER_CALLBACKS
from miniprogram_api.pay_notify import PAY_ROUTES
from miniprogram_api.pay_notify import PREFIX as PAY_CALLBACKS
from miniprogram_api.push import PREFIX as PUSH_CALLBACKS
from miniprogram_api.push import PUSH_ROUTES
from miniprogram_api.routes import PREFIX as MINIPROGRAM
from miniprogram_api.routes import ROUTES as MINIPROGRAM_ROUTES
from wecom.callbacks.routes import ROUTES as WECOM_CALLBACKS
from wecom.sidebar_api.callers import guarded
from wecom.sidebar_api.routes import PREFIX as SIDEBAR
from wecom.sidebar_api.routes import ROUTES as SIDEBAR_ROUTES

DOORS: list[tuple[str, list[Route], Wrapper | None]] = [
    ("", HEALTH, None),
    (MINIPROGRAM, MINIPROGRAM_ROUTES, None),
    (BACKOFFICE, BACKOFFICE_ROUTES, audited),
    (PAY_CALLBACKS, PAY_ROUTES, None),
    (COURIER_CALLBACKS, COURIER_ROUTES, None),
    (PUSH_CALLBACKS, PUSH_ROUTES, None),
    (SIDEBAR, SIDEBAR_ROUTES, guarded),
    ("/callbacks", WECOM_CALLBACKS, None),
]
