"""A small language for the field tables of the API pages, and the check that answers PARAM_ERROR."""

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sandbox.errors import PayError


@dataclass(frozen=True)
class Text:
    """1 to ``limit`` characters; ``pattern`` must match all of it; ``choices`` empty means any."""

    limit: int
    pattern: str = r"[\s\S]*"
    choices: tuple[str, ...] = ()
    shortest: int = 1

    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, str):
            _refuse(path, value, "必须是字符串")
        if not self.shortest <= len(value) <= self.limit:
            _refuse(path, value, f"长度必须在{self.shortest}到{self.limit}之间")
        if not re.fullmatch(self.pattern, value) or (self.choices and value not in self.choices):
            _refuse(path, value, "字符串规则校验失败")


@dataclass(frozen=True)
class Whole:
    """A JSON integer, at least ``least``."""

    least: int = 0

    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            _refuse(path, value, "必须是整数")
        if value < self.least:
            _refuse(path, value, f"不能小于{self.least}")


@dataclass(frozen=True)
class Flag:
    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, bool):
            _refuse(path, value, "必须是布尔值")


@dataclass(frozen=True)
class Group:
    """An object with these fields and no others."""

    required: dict[str, "Field"] = field(default_factory=dict)
    optional: dict[str, "Field"] = field(default_factory=dict)

    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            _refuse(path, value, "必须是对象")
        known = self.required | self.optional
        for name in value.keys() - known.keys():
            _refuse(f"{path}/{name}", value[name], "请求中含有未在API文档中定义的参数")
        for name, rule in known.items():
            if name in value:
                rule.check(value[name], f"{path}/{name}")
            elif name in self.required:
                _refuse(f"{path}/{name}", None, "缺少必填参数")


@dataclass(frozen=True)
class Many:
    """A list of at least one and at most ``most`` items."""

    item: "Field"
    most: int = 50

    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, list) or not 1 <= len(value) <= self.most:
            _refuse(path, value, f"必须是1到{self.most}项的数组")
        for index, item in enumerate(value):
            self.item.check(item, f"{path}/{index}")


Field = Text | Whole | Flag | Group | Many


def param_error(path: str, value: Any, issue: str, location: str = "body") -> PayError:
    """400 PARAM_ERROR whose detail names the field as a JSON pointer."""
    detail = {"field": path, "value": value, "issue": issue, "location": location}
    return PayError(400, "PARAM_ERROR", f"参数错误:{path} {issue}", detail)


def _refuse(path: str, value: Any, issue: str) -> NoReturn:
    raise param_error(path, value, issue)
