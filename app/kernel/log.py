"""Structured logs: one JSON object a line, with the request id, without personal data or secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

SECRET_KEYS = re.compile(
    r"phone|mobile|token|secret|password|authorization|session_key|id_card|address|signature|cookie|private_key", re.I
)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
HIDDEN = "[hidden]"
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def configure(level: str) -> None:
    """Send all logs, ours and libraries', to stdout as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _with_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for noisy in ("httpx", "httpcore", "tortoise", "tortoise.db_client", "apscheduler", "pgqueuer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _with_request_id(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if identity := REQUEST_ID.get():
        event["request_id"] = identity
    return event


def without_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide values under telling keys and mobile numbers inside any text, at any depth."""
    for key in list(event):
        event[key] = _clean(key, event[key])
    return event


def _clean(key: str, value: Any) -> Any:
    if SECRET_KEYS.search(key):
        return HIDDEN
    if isinstance(value, str):
        return MOBILE.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {inner: _clean(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(key, item) for item in value]
    return value
