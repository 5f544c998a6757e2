"""Guides' door: `/guide/v1`. Mounted with `guarded` around every handler."""

from app.http.openapi import describing
from wecom.sidebar_api import (
    customers,
    groups,
    home,
    js_sdk,
    losses,
    notices,
    proposals,
    sends,
    sessions,
    shelf,
    tags,
    tasks,
)
from wecom.sidebar_api.platform import PREFIX

__all__ = ["PREFIX", "ROUTES", "TABLE"]

TABLE = [
    *sessions.ROUTES,
    *js_sdk.ROUTES,
    *home.ROUTES,
    *customers.ROUTES,
    *tags.ROUTES,
    *groups.ROUTES,
    *shelf.ROUTES,
    *sends.ROUTES,
    *proposals.ROUTES,
    *tasks.ROUTES,
    *losses.ROUTES,
    *notices.ROUTES,
]

ROUTES = [*TABLE, describing("Siyu 企业微信侧边栏接口", PREFIX, TABLE)]
