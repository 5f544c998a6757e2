"""Truths that hold at every moment of a running shop. Each is one SQL statement that finds what breaks it."""

from dataclasses import dataclass
from typing import Any

from app.kernel import db

SHOWN = 20

INVARIANTS: dict[str, str] = {
    "stock is never negative and never oversold": """
        SELECT sku_id, location_id, on_hand, held FROM stocks
        WHERE on_hand < 0 OR held < 0 OR held > on_hand
    """,
    "held stock equals its open holds": """
        SELECT s.sku_id, s.location_id, s.held, coalesce(h.open, 0) AS open_holds
        FROM stocks s
        LEFT JOIN (SELECT sku_id, location_id, sum(quantity) AS open FROM stock_holds WHERE status = 'open'
                   GROUP BY 1, 2) h USING (sku_id, location_id)
        WHERE s.held <> coalesce(h.open, 0)
    """,
    "stock on hand equals its movements": """
        SELECT s.sku_id, s.location_id, s.on_hand, coalesce(m.moved, 0) AS moved
        FROM stocks s
        LEFT JOIN (SELECT sku_id, location_id, sum(quantity) AS moved FROM stock_movements GROUP BY 1, 2) m
            USING (sku_id, location_id)
        WHERE s.on_hand <> coalesce(m.moved, 0)
    """,
    "a paid order has used its holds, a cancelled one released them": """
        SELECT o.number, o.status, h.status AS hold
        FROM orders o JOIN stock_holds h ON h.order_id = o.id
        WHERE h.status <> CASE o.status WHEN 'unpaid' THEN 'open' WHEN 'cancelled' THEN 'released' ELSE 'used' END
    """,
    "an order's total equals its lines and freight, and what stored value paid its shares": """
        SELECT o.number, o.total, o.freight, sum(l.amount) AS lines, o.stored_value, sum(l.stored_value) AS shares
        FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.id HAVING o.total <> coalesce(sum(l.amount), -1) + o.freight
            OR o.stored_value <> coalesce(sum(l.stored_value), -1) + o.freight_stored OR o.points <> sum(l.points)
    """,
    "a paid order has one paid payment of what was left to pay": """
        SELECT o.number, o.status, o.payable, sum(p.amount) AS paid
        FROM orders o LEFT JOIN payments p ON p.subject_id = o.id AND p.status = 'paid'
        WHERE o.status NOT IN ('unpaid', 'cancelled') GROUP BY o.id HAVING o.payable <> coalesce(sum(p.amount), 0)
    """,
    "what after-sales give back never exceeds what was paid, and is all of it for a closed order": """
        SELECT o.number, o.status, o.total, o.freight, sum(a.amount + a.stored_value) AS given_back
        FROM orders o JOIN after_sales a ON a.order_id = o.id AND a.status IN ('refunding', 'done')
        GROUP BY o.id HAVING sum(a.amount + a.stored_value) > o.total
            OR (o.status = 'closed' AND sum(a.amount + a.stored_value) < o.total - o.freight)
    """,
    "claimed pieces equal those of after-sales that are open or gave back": """
        SELECT l.order_id, l.line, l.returned, coalesce(c.pieces, 0) AS claimed
        FROM order_lines l LEFT JOIN (
            SELECT s.order_line_id, sum(s.quantity) AS pieces FROM after_sale_lines s
            JOIN after_sales a ON a.id = s.after_sale_id
            WHERE a.status NOT IN ('rejected', 'withdrawn') AND NOT (a.kind = 'exchange' AND a.status = 'done')
            GROUP BY 1) c ON c.order_line_id = l.id
        WHERE l.returned <> coalesce(c.pieces, 0)
    """,
    "refunds never exceed the payment": """
        SELECT p.out_trade_no, p.amount, sum(r.amount) AS refunded
        FROM payments p JOIN refunds r ON r.payment_id = p.id
        WHERE r.status <> 'failed' GROUP BY p.id HAVING sum(r.amount) > p.amount
    """,
    "every ledger balance equals its postings": """
        SELECT a.kind, a.owner_id, a.balance, coalesce(c.sum, 0) - coalesce(d.sum, 0) AS posted
        FROM ledger_accounts a
        LEFT JOIN (SELECT credit_account_id AS id, sum(amount) FROM ledger_postings GROUP BY 1) c USING (id)
        LEFT JOIN (SELECT debit_account_id AS id, sum(amount) FROM ledger_postings GROUP BY 1) d USING (id)
        WHERE a.balance <> coalesce(c.sum, 0) - coalesce(d.sum, 0)
    """,
    "no account falls below zero but the house's and what members owe": """
        SELECT kind, owner_id, balance FROM ledger_accounts
        WHERE (balance < 0 AND kind NOT IN ('points_issued', 'points_owed', 'money_received', 'bonus_expense',
                                            'commission_expense'))
           OR (balance > 0 AND kind = 'points_owed')
    """,
    "usable points equal what remains of their lots": """
        SELECT member_id, sum(lots)::bigint AS lots, sum(balance)::bigint AS balance FROM (
            SELECT member_id, remaining AS lots, 0 AS balance FROM point_lots
            UNION ALL SELECT owner_id, 0, balance FROM ledger_accounts WHERE kind = 'points_available'
        ) AS sides GROUP BY member_id HAVING sum(lots) <> sum(balance)
    """,
    "pending points equal what orders have pending": """
        SELECT member_id, sum(earned)::bigint AS earned, sum(balance)::bigint AS balance FROM (
            SELECT member_id, pending AS earned, 0 AS balance FROM point_earnings
            UNION ALL SELECT owner_id, 0, balance FROM ledger_accounts WHERE kind = 'points_pending'
        ) AS sides GROUP BY member_id HAVING sum(earned) <> sum(balance)
    """,
    "what accounts hold equals what unpaid orders hold": """
        SELECT member_id, kind, sum(held)::bigint AS held, sum(balance)::bigint AS balance FROM (
            SELECT member_id, each.kind, each.held, 0 AS balance FROM wallet_spends, LATERAL (VALUES
                ('points_held', points), ('stored_principal_held', principal), ('stored_bonus_held', bonus)
            ) AS each (kind, held) WHERE status = 'held'
            UNION ALL SELECT owner_id, kind, 0, balance FROM ledger_accounts
            WHERE kind IN ('points_held', 'stored_principal_held', 'stored_bonus_held')
        ) AS sides GROUP BY member_id, kind HAVING sum(held) <> sum(balance)
    """,
    "burnt points and spent stored value equal what paid orders used": """
        SELECT member_id, kind, sum(used)::bigint AS used, sum(balance)::bigint AS balance FROM (
            SELECT member_id, each.kind, each.used, 0 AS balance FROM wallet_spends, LATERAL (VALUES
                ('points_burnt', points - points_returned), ('stored_spent', principal + bonus - stored_returned)
            ) AS each (kind, used) WHERE status = 'spent'
            UNION ALL SELECT owner_id, kind, 0, balance FROM ledger_accounts
            WHERE kind IN ('points_burnt', 'stored_spent')
        ) AS sides GROUP BY member_id, kind HAVING sum(used) <> sum(balance)
    """,
    "an order's points and stored value are held, spent or released as its state says": """
        SELECT o.number, o.status, o.points, o.stored_value, s.status AS spend, s.points AS taken
        FROM orders o LEFT JOIN wallet_spends s ON s.order_id = o.id
        WHERE o.points <> coalesce(s.points, 0) OR o.stored_value <> coalesce(s.principal + s.bonus, 0)
           OR s.status <> CASE o.status WHEN 'unpaid' THEN 'held' WHEN 'cancelled' THEN 'released' ELSE 'spent' END
    """,
    "money received for stored value equals paid top-ups less what went back": """
        SELECT paid, returned, balance FROM
            (SELECT coalesce(sum(amount), 0)::bigint AS paid FROM top_ups WHERE status IN ('paid', 'refunded')) AS p,
            (SELECT coalesce(sum(amount), 0)::bigint AS returned FROM top_up_refunds) AS r,
            (SELECT coalesce(sum(balance), 0)::bigint AS balance FROM ledger_accounts
             WHERE kind = 'money_received') AS b
        WHERE balance <> returned - paid
    """,
    "a guide's commission account equals the accruals": """
        SELECT s.staff_id, s.accrued, coalesce(a.balance, 0) AS balance
        FROM (SELECT staff_id, sum(amount - reversed) AS accrued FROM commission_accruals GROUP BY 1) s
        LEFT JOIN ledger_accounts a ON a.owner_id = s.staff_id AND a.kind = 'commission_frozen'
        WHERE s.accrued <> coalesce(a.balance, 0)
    """,
    "a guide task's progress is the sum of what counted": """
        SELECT r.id, r.progress, coalesce(f.counted, 0) AS counted FROM guide_task_rows r
        LEFT JOIN (SELECT row_id, sum(amount) AS counted FROM guide_task_facts GROUP BY 1) f ON f.row_id = r.id
        WHERE r.progress <> coalesce(f.counted, 0)
    """,
    "a done broadcast has no open touch": """
        SELECT b.id, t.chat_id, t.status FROM sop_broadcasts b JOIN sop_touches t ON t.broadcast_id = b.id
        WHERE b.status = 'done' AND t.status NOT IN ('delivered', 'not_delivered', 'failed')
    """,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One truth and what breaks it, at most some rows. It holds when there are none."""

    truth: str
    broken_by: list[dict[str, Any]]

    @property
    def holds(self) -> bool:
        return not self.broken_by


async def check() -> list[Finding]:
    """Check every truth against the database as it is now."""
    return [
        Finding(truth, [dict(row) for row in await db.fetch(f"{sql.rstrip()} LIMIT {SHOWN}")])
        for truth, sql in INVARIANTS.items()
    ]
