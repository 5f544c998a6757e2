"""Kinds of account. The unit follows from the kind: points, or fen."""

from enum import StrEnum


class AccountKind(StrEnum):
    POINTS_ISSUED = "points_issued"
    POINTS_PENDING = "points_pending"
    COMMISSION_EXPENSE = "commission_expense"
    COMMISSION_FROZEN = "commission_frozen"


# What the house gives out: their balance is the negative of all that was given. No other account goes below zero.
MAY_BE_NEGATIVE = frozenset({AccountKind.POINTS_ISSUED, AccountKind.COMMISSION_EXPENSE})
