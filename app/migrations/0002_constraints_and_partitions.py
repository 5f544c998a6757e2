"""What Tortoise cannot say: checks that no bug can pass, partial indexes with their query, the partitioned stream."""

from tortoise import migrations
from tortoise.migrations import operations as ops

CHECKS = """
ALTER TABLE stocks ADD CONSTRAINT stocks_never_oversold CHECK (on_hand >= 0 AND held >= 0 AND held <= on_hand);
ALTER TABLE stocks ADD CONSTRAINT stocks_safety CHECK (safety >= 0);
ALTER TABLE stock_holds ADD CONSTRAINT stock_holds_quantity CHECK (quantity > 0);
ALTER TABLE cart_lines ADD CONSTRAINT cart_lines_quantity CHECK (quantity > 0);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_amounts CHECK (quantity > 0 AND unit_price >= 0 AND amount >= 0);
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK (total >= 0);
ALTER TABLE skus ADD CONSTRAINT skus_price CHECK (price > 0);
ALTER TABLE payments ADD CONSTRAINT payments_amount CHECK (amount > 0);
ALTER TABLE refunds ADD CONSTRAINT refunds_amount CHECK (amount > 0);
ALTER TABLE ledger_postings ADD CONSTRAINT ledger_postings_amount CHECK (amount > 0);
ALTER TABLE commission_accruals ADD CONSTRAINT commission_accruals_amount CHECK (amount >= 0);
"""
UNDO_CHECKS = """
ALTER TABLE stocks DROP CONSTRAINT stocks_never_oversold, DROP CONSTRAINT stocks_safety;
ALTER TABLE stock_holds DROP CONSTRAINT stock_holds_quantity;
ALTER TABLE cart_lines DROP CONSTRAINT cart_lines_quantity;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_amounts;
ALTER TABLE orders DROP CONSTRAINT orders_total;
ALTER TABLE skus DROP CONSTRAINT skus_price;
ALTER TABLE payments DROP CONSTRAINT payments_amount;
ALTER TABLE refunds DROP CONSTRAINT refunds_amount;
ALTER TABLE ledger_postings DROP CONSTRAINT ledger_postings_amount;
ALTER TABLE commission_accruals DROP CONSTRAINT commission_accruals_amount;
"""

# Each is scanned by a tick: app/orders/expire.py, app/payments/reconcile.py, app/campaigns/plan.py, fetch_results.py.
PARTIAL_INDEXES = """
CREATE INDEX orders_unpaid_until ON orders (expires_at) WHERE status = 'unpaid';
CREATE INDEX payments_to_check ON payments (check_at) WHERE status = 'waiting';
CREATE INDEX refunds_to_check ON refunds (check_at) WHERE status = 'processing';
CREATE INDEX sop_touches_due ON sop_touches (due_at) WHERE status = 'planned';
CREATE INDEX sop_broadcasts_to_check ON sop_broadcasts (check_at) WHERE status = 'created';
"""
UNDO_PARTIAL_INDEXES = """
DROP INDEX orders_unpaid_until, payments_to_check, refunds_to_check;
DROP INDEX sop_touches_due, sop_broadcasts_to_check;
"""

# Room on each page, so that the ever changing rows stay there and their indexes are left alone (HOT updates).
ROOM = "ALTER TABLE stocks SET (fillfactor = 70); ALTER TABLE orders SET (fillfactor = 90)"
UNDO_ROOM = "ALTER TABLE stocks RESET (fillfactor); ALTER TABLE orders RESET (fillfactor)"

# One partition a month, made by the writer when the first event of the month arrives (app/radar/record.py).
RADAR_EVENTS = """
CREATE TABLE radar_events (
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid,
    properties jsonb NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX radar_events_of_member ON radar_events (member_id, at DESC);
"""


class Migration(migrations.Migration):
    dependencies = [("db", "0001_initial")]
    initial = False

    operations = [
        ops.RunSQL(CHECKS, UNDO_CHECKS),
        ops.RunSQL(PARTIAL_INDEXES, UNDO_PARTIAL_INDEXES),
        ops.RunSQL(ROOM, UNDO_ROOM),
        ops.RunSQL(RADAR_EVENTS, "DROP TABLE radar_events"),
    ]
