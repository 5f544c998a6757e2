"""Kinds of account. The unit follows from the kind: points, or fen."""

from enum import StrEnum


class AccountKind(StrEnum):
    POINTS_ISSUED = "points_issued"
    POINTS_PENDING = "points_pending"
    POINTS_AVAILABLE = "points_available"
    POINTS_HELD = "points_held"
    POINTS_OWED = "points_owed"
    POINTS_BURNT = "points_burnt"
    POINTS_EXPIRED = "points_expired"
    MONEY_RECEIVED = "money_received"
    BONUS_EXPENSE = "bonus_expense"
    STORED_PRINCIPAL = "stored_principal"
    STORED_BONUS = "stored_bonus"
    STORED_PRINCIPAL_HELD = "stored_principal_held"
    STORED_BONUS_HELD = "stored_bonus_held"
    STORED_SPENT = "stored_spent"
    COMMISSION_EXPENSE = "commission_expense"
    COMMISSION_FROZEN = "commission_frozen"


# What the house gives out: their balance is the negative of all that was given. POINTS_OWED is a claim on a member, so
# it is zero or below. No other account goes below zero; the database checks the same.
MAY_BE_NEGATIVE = frozenset(
    {
        AccountKind.POINTS_ISSUED,
        AccountKind.POINTS_OWED,
        AccountKind.MONEY_RECEIVED,
        AccountKind.BONUS_EXPENSE,
        AccountKind.COMMISSION_EXPENSE,
    }
)
