"""Money is whole fen. A float near it is a fen lost somewhere, and so is a Decimal or a Fraction once it is stored."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.source import PRODUCT, Finding, Source, dotted

MONEY = re.compile(
    r"(^|_)(amounts?|balances?|bonus|commissions?|costs?|discounts?|fees?|fen|freight|money|paid|payable|payments?|"
    r"prices?|principal|refunds?|revenue|shares?|spent|stored_value|subtotal|total|totals|yuan)(_|$)"
)
BROKEN = frozenset({"float", "Decimal", "Fraction"})
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
    """`float(price)`, `Decimal(price)`, `round(price, 2)`; rounding is what percent_of is for."""
    if not isinstance(node, ast.Call) or _called(node) not in BROKEN | {"round"}:
        return False
    return any(_names_money(argument) for argument in node.args)


def _is_float_annotation(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign):
        return _names_money(node.target) and _names_float(node.annotation)
    return isinstance(node, ast.arg) and node.annotation is not None and _is_money_argument(node)


def _is_money_argument(node: ast.arg) -> bool:
    return MONEY.search(node.arg) is not None and node.annotation is not None and _names_float(node.annotation)


def _names_float(node: ast.AST) -> bool:
    return any(dotted(part).rpartition(".")[2] in BROKEN for part in ast.walk(node))


def _has_float(node: ast.AST) -> bool:
    """A float literal, or a number made with one of the broken types."""
    return any(_is_float_value(part) for part in ast.walk(node))


def _is_float_value(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _called(node) in BROKEN
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _called(node: ast.Call) -> str:
    return dotted(node.func).rpartition(".")[2]


def _names_money(node: ast.AST) -> bool:
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    names += [part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    return any(MONEY.search(name) for name in names)
