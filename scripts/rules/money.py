"""Money is whole fen. A float near it is a fen lost somewhere."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.source import PRODUCT, Finding, Source

MONEY = re.compile(
    r"(^|_)(amount|balance|bonus|commission|cost|discount|fee|fees|fen|freight|money|paid|price|prices|refund|revenue|"
    r"share|subtotal|total)(_|$)"
)
RULE = "float-money"
ADVICE = "keep money in whole fen: see app/kernel/money.py"


def no_float_near_money(source: Source) -> Iterator[Finding]:
    if not source.within(*PRODUCT):
        return
    for node in source.nodes:
        if _is_float_arithmetic(node) or _is_float_conversion(node) or _is_float_annotation(node):
            yield source.finding(node, RULE, ADVICE)


def _is_float_arithmetic(node: ast.AST) -> bool:
    if not isinstance(node, ast.BinOp | ast.AugAssign):
        return False
    operands = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target, node.value]
    touches_money = any(_names_money(operand) for operand in operands)
    return touches_money and (isinstance(node.op, ast.Div) or any(_has_float(operand) for operand in operands))


def _is_float_conversion(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ("float", "round"):
        return False
    return any(_names_money(argument) for argument in node.args)


def _is_float_annotation(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign):
        return _names_money(node.target) and _names_float(node.annotation)
    return isinstance(node, ast.arg) and node.annotation is not None and _is_money_argument(node)


def _is_money_argument(node: ast.arg) -> bool:
    return MONEY.search(node.arg) is not None and node.annotation is not None and _names_float(node.annotation)


def _names_float(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "float" for part in ast.walk(node))


def _has_float(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, float) for part in ast.walk(node))


def _names_money(node: ast.AST) -> bool:
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    names += [part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    return any(MONEY.search(name) for name in names)
