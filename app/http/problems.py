"""Errors on the wire: RFC 9457 problem JSON with a stable `code`, a Chinese title and what to do."""

from typing import Any

import orjson
from pydantic import ValidationError
from sanic.response import HTTPResponse

from app.kernel.errors import Error

REASONS = {
    "missing": "必填",
    "extra_forbidden": "不支持的字段",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "greater_than": "必须大于 {gt}",
    "less_than": "必须小于 {lt}",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不正确",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "int_type": "必须是整数",
    "int_parsing": "必须是整数",
    "int_from_float": "必须是整数",
    "string_type": "必须是文本",
    "uuid_parsing": "编号格式不正确",
    "uuid_type": "编号格式不正确",
    "bool_type": "必须是 true 或 false",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "datetime_from_date_parsing": "时间格式应为 ISO-8601",
    "datetime_parsing": "时间格式应为 ISO-8601",
    "timezone_aware": "时间必须带时区",
    "value_error": "{error}",
    "bool_parsing": "必须是 true 或 false",
    "float_type": "必须是数字",
    "float_parsing": "必须是数字",
    "finite_number": "必须是有限的数字",
    "list_type": "必须是列表",
    "dict_type": "必须是对象",
    "model_type": "必须是对象",
    "model_attributes_type": "必须是对象",
    "date_type": "日期格式应为 YYYY-MM-DD",
    "date_parsing": "日期格式应为 YYYY-MM-DD",
    "date_from_datetime_parsing": "日期格式应为 YYYY-MM-DD",
    "datetime_type": "时间格式应为 ISO-8601",
    "uuid_version": "编号格式不正确",
    "union_tag_invalid": "{discriminator} 只能是 {expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}",
}
OTHERWISE = "内容不正确"
INVALID_FIELDS = "invalid_fields"


def problem(status: int, code: str, title: str, detail: str, request_id: str, **more: Any) -> HTTPResponse:
    """A problem response. `detail` says what to do; `request_id` finds the log lines."""
    body = {"type": f"/problems/{code}", "status": status, "code": code, "title": title, "detail": detail}
    body |= {"request_id": request_id} | {key: value for key, value in more.items() if value}
    return HTTPResponse(
        orjson.dumps(body, default=str), status, {"X-Request-ID": request_id}, "application/problem+json"
    )


def from_error(error: Error, request_id: str) -> HTTPResponse:
    return problem(error.status, error.code, error.title, error.remedy, request_id, facts=error.facts)


def from_validation(error: ValidationError, request_id: str) -> HTTPResponse:
    """Each wrong field by its path with the reason in Chinese."""
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"]), "reason": _reason(dict(fault))}
        for fault in error.errors(include_url=False, include_input=False)[:50]
    ]
    return problem(
        422, INVALID_FIELDS, "提交的内容有误", "请按 errors 中的提示修改后重新提交", request_id, errors=faults
    )


def _reason(fault: dict[str, Any]) -> str:
    return REASONS.get(fault["type"], OTHERWISE).format(**fault.get("ctx", {}))
