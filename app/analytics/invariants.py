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
        WHERE (o.status = 'paid' AND h.status <> 'used') OR (o.status = 'cancelled' AND h.status <> 'released')
           OR (o.status = 'unpaid' AND h.status <> 'open')
    """,
    "an order's total equals the sum of its lines": """
        SELECT o.number, o.total, sum(l.amount) AS lines
        FROM orders o LEFT JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.id HAVING o.total <> coalesce(sum(l.amount), -1)
    """,
    "a paid order has a paid payment of its total": """
        SELECT o.number, o.total, p.amount, p.status
        FROM orders o LEFT JOIN payments p ON p.subject_id = o.id
        WHERE o.status = 'paid' AND (p.status IS DISTINCT FROM 'paid' OR p.amount <> o.total)
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
    "a guide's commission account equals the accruals": """
        SELECT s.staff_id, s.accrued, coalesce(a.balance, 0) AS balance
        FROM (SELECT staff_id, sum(amount) AS accrued FROM commission_accruals GROUP BY 1) s
        LEFT JOIN ledger_accounts a ON a.owner_id = s.staff_id AND a.kind = 'commission_frozen'
        WHERE s.accrued <> coalesce(a.balance, 0)
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
