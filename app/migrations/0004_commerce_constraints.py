"""What Tortoise cannot say about commerce: checks no bug can pass, partial indexes with the tick that scans them."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# Orders of before stored value: all of it was WeChat's.
OLD_ORDERS = "UPDATE orders SET payable = total WHERE payable = 0; UPDATE refunds r SET total = p.amount, transaction_id = p.transaction_id FROM payments p WHERE p.id = r.payment_id"

CHECKS = """
ALTER TABLE orders ADD CONSTRAINT orders_amounts CHECK (
    freight >= 0 AND freight_stored BETWEEN 0 AND freight AND stored_value BETWEEN 0 AND total AND points >= 0
    AND payable = total - stored_value);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_shares CHECK (
    promotion_discount >= 0 AND coupon_discount >= 0 AND points_discount >= 0 AND points >= 0
    AND stored_value BETWEEN 0 AND amount
    AND amount = unit_price * quantity - promotion_discount - coupon_discount - points_discount);
ALTER TABLE order_lines ADD CONSTRAINT order_lines_returned CHECK (returned BETWEEN 0 AND quantity);
ALTER TABLE coupon_templates ADD CONSTRAINT coupon_templates_stock CHECK (issued BETWEEN 0 AND stock);
ALTER TABLE point_lots ADD CONSTRAINT point_lots_remaining CHECK (remaining BETWEEN 0 AND earned);
ALTER TABLE wallet_spends ADD CONSTRAINT wallet_spends_returned CHECK (
    points_returned BETWEEN 0 AND points AND stored_returned BETWEEN 0 AND principal + bonus);
ALTER TABLE point_earnings ADD CONSTRAINT point_earnings_parts CHECK (
    pending >= 0 AND reversed >= 0 AND pending + reversed <= points);
ALTER TABLE top_up_refunds ADD CONSTRAINT top_up_refunds_amounts CHECK (
    amount > 0 AND bonus >= 0 AND amount <= principal);
ALTER TABLE ledger_accounts ADD CONSTRAINT ledger_accounts_sign CHECK (CASE
    WHEN kind = 'points_owed' THEN balance <= 0
    WHEN kind IN ('points_issued', 'money_received', 'bonus_expense', 'commission_expense') THEN true
    ELSE balance >= 0 END);
ALTER TABLE top_ups ADD CONSTRAINT top_ups_refunded CHECK (amount > 0 AND bonus >= 0 AND refunded BETWEEN 0 AND amount);
ALTER TABLE parcel_lines ADD CONSTRAINT parcel_lines_quantity CHECK (quantity >= 0);
ALTER TABLE after_sale_lines ADD CONSTRAINT after_sale_lines_amounts CHECK (
    quantity > 0 AND amount >= 0 AND stored_value BETWEEN 0 AND amount AND points >= 0);
ALTER TABLE notice_quotas ADD CONSTRAINT notice_quotas_remaining CHECK (remaining >= 0);
ALTER TABLE reviews ADD CONSTRAINT reviews_score CHECK (score BETWEEN 1 AND 5);
ALTER TABLE reviews ADD CONSTRAINT reviews_addition CHECK ((addition_status IS NULL) = (addition = ''));
ALTER TABLE invoices ADD CONSTRAINT invoices_reversed CHECK (
    reversed BETWEEN 0 AND amount AND (invoice_no IS NULL) = (status IN ('requested', 'refused'))
    AND (status = 'reversed') = (reversed = amount AND invoice_no IS NOT NULL));
ALTER TABLE red_invoices ADD CONSTRAINT red_invoices_amount CHECK (amount > 0);
ALTER TABLE invoice_refunds ADD CONSTRAINT invoice_refunds_amount CHECK (amount > 0);
ALTER TABLE skus ADD CONSTRAINT skus_bounds CHECK (
    coalesce(lowest_price, 1) > 0 AND coalesce(highest_price, 1) > 0 AND coalesce(highest_price >= lowest_price, true)
    AND weight_g >= 0 AND volume_cm3 >= 0);
ALTER TABLE delivery_slot_uses ADD CONSTRAINT delivery_slot_uses_taken CHECK (taken >= 0);
ALTER TABLE stores ADD CONSTRAINT stores_place CHECK (
    latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180 AND delivery_radius_m BETWEEN 0 AND 50000
    AND (latitude IS NULL) = (longitude IS NULL));
ALTER TABLE stock_transfers ADD CONSTRAINT stock_transfers_places CHECK (from_location_id <> to_location_id);
"""
UNDO_CHECKS = """
ALTER TABLE orders DROP CONSTRAINT orders_amounts;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_shares, DROP CONSTRAINT order_lines_returned;
ALTER TABLE coupon_templates DROP CONSTRAINT coupon_templates_stock;
ALTER TABLE point_lots DROP CONSTRAINT point_lots_remaining;
ALTER TABLE wallet_spends DROP CONSTRAINT wallet_spends_returned;
ALTER TABLE point_earnings DROP CONSTRAINT point_earnings_parts;
ALTER TABLE top_up_refunds DROP CONSTRAINT top_up_refunds_amounts;
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_sign;
ALTER TABLE top_ups DROP CONSTRAINT top_ups_refunded;
ALTER TABLE parcel_lines DROP CONSTRAINT parcel_lines_quantity;
ALTER TABLE after_sale_lines DROP CONSTRAINT after_sale_lines_amounts;
ALTER TABLE notice_quotas DROP CONSTRAINT notice_quotas_remaining;
ALTER TABLE reviews DROP CONSTRAINT reviews_score, DROP CONSTRAINT reviews_addition;
ALTER TABLE invoices DROP CONSTRAINT invoices_reversed;
ALTER TABLE red_invoices DROP CONSTRAINT red_invoices_amount;
ALTER TABLE invoice_refunds DROP CONSTRAINT invoice_refunds_amount;
ALTER TABLE skus DROP CONSTRAINT skus_bounds;
ALTER TABLE delivery_slot_uses DROP CONSTRAINT delivery_slot_uses_taken;
ALTER TABLE stores DROP CONSTRAINT stores_place;
ALTER TABLE stock_transfers DROP CONSTRAINT stock_transfers_places;
"""

# Each is scanned by a tick or a hot statement of the domain its table belongs to.
INDEXES = """
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX orders_unpaid_of_member ON orders (member_id) WHERE status = 'unpaid';
CREATE INDEX stock_movements_sold ON stock_movements (moved_at) WHERE kind = 'sale';
CREATE INDEX products_unindexed ON products (id) WHERE NOT indexed;
CREATE INDEX products_shelf_turns ON products (least(shelf_from, shelf_until))
    WHERE shelf_from IS NOT NULL OR shelf_until IS NOT NULL;
CREATE INDEX point_lots_expiring ON point_lots (expires_at) WHERE remaining > 0;
CREATE INDEX coupons_ending ON coupons (valid_until) WHERE status = 'ready';
CREATE INDEX coupons_unreminded ON coupons (valid_until) WHERE status = 'ready' AND reminded_at IS NULL;
CREATE UNIQUE INDEX freight_templates_default ON freight_templates (is_default) WHERE is_default;
CREATE INDEX promotions_running ON promotions (ends_at) WHERE NOT ended;
CREATE INDEX refunds_waiting ON refunds (not_before) WHERE status = 'requested';
CREATE UNIQUE INDEX payments_of_subject ON payments (subject_id) WHERE status IN ('waiting', 'paid');
DROP INDEX payments_to_check;
CREATE INDEX payments_to_check ON payments (check_at) WHERE status IN ('waiting', 'closing');
CREATE INDEX after_sales_due ON after_sales (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX parcels_due ON parcels (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX parcel_watches_due ON parcel_watches (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX shipping_uploads_owed ON shipping_uploads (retry_at) WHERE status = 'owed';
CREATE INDEX stock_locations_hubs ON stock_locations (code) WHERE kind <> 'store' AND active;
CREATE INDEX top_ups_unpaid ON top_ups (expires_at) WHERE status = 'unpaid';
CREATE INDEX member_notices_due ON member_notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX member_notices_open ON member_notices (openid) WHERE status IN ('sending', 'unknown');
CREATE INDEX reviews_by_score ON reviews (product_id, score, id) WHERE status = 'shown';
CREATE INDEX reviews_with_pictures ON reviews (product_id, id) WHERE status = 'shown' AND pictures <> '[]';
CREATE INDEX red_invoices_owed ON red_invoices (id) WHERE invoice_no IS NULL;
"""
UNDO_INDEXES = """
DROP INDEX payments_of_subject, payments_to_check;
CREATE INDEX payments_to_check ON payments (check_at) WHERE status = 'waiting';
DROP INDEX orders_due, orders_unpaid_of_member, stock_movements_sold, products_unindexed, products_shelf_turns, point_lots_expiring, coupons_ending,
    coupons_unreminded, freight_templates_default,
    promotions_running, refunds_waiting, after_sales_due, parcels_due, parcel_watches_due,
    shipping_uploads_owed, top_ups_unpaid, stock_locations_hubs, member_notices_due,
    member_notices_open, reviews_by_score, reviews_with_pictures, red_invoices_owed;
"""

# Words of goods as a tsvector (A title, B brand and category, C the rest), made by app/catalog/index_search.py.
SEARCH = """
CREATE TABLE product_search (
    product_id uuid PRIMARY KEY,
    words tsvector NOT NULL,
    title text NOT NULL,
    brand text NOT NULL,
    category text NOT NULL,
    maker text NOT NULL,
    kind text NOT NULL,
    price_from bigint,
    sales bigint NOT NULL,
    indexed_at timestamptz NOT NULL
);
CREATE INDEX product_search_words ON product_search USING gin (words) WITH (fastupdate = off);
CREATE INDEX product_search_sales ON product_search (sales, product_id);
CREATE INDEX product_search_price ON product_search (price_from, product_id);
CREATE INDEX search_terms_term ON search_terms (term COLLATE "C");
CREATE INDEX search_terms_pinyin ON search_terms (pinyin COLLATE "C");
CREATE INDEX search_terms_initials ON search_terms (initials COLLATE "C");
CREATE INDEX search_terms_letters ON search_terms USING gin (string_to_array(term, NULL));
CREATE INDEX products_in_category ON products (category COLLATE "C", id) WHERE shelf = 'on';
"""
UNDO_SEARCH = """
DROP TABLE product_search;
DROP INDEX search_terms_term, search_terms_pinyin, search_terms_initials, search_terms_letters, products_in_category;
"""

# Checked rows of a goods file until they are switched in (app/catalog/import_sql.py); a lost one is read again.
GOODS_ROWS = """
CREATE UNLOGGED TABLE goods_import_products (
    import_id uuid NOT NULL, row int NOT NULL, id uuid NOT NULL, code text NOT NULL, title text NOT NULL,
    brand text NOT NULL, category text NOT NULL, description text NOT NULL, image_url text NOT NULL, kind text,
    subtitle text, media jsonb, shelf text, shelf_from timestamptz, shelf_until timestamptz,
    PRIMARY KEY (import_id, row)
);
CREATE UNLOGGED TABLE goods_import_skus (
    import_id uuid NOT NULL, row int NOT NULL, id uuid NOT NULL, product_code text NOT NULL, code text NOT NULL,
    spec text NOT NULL, barcode text NOT NULL, price bigint NOT NULL, list_price bigint, weight_g bigint,
    volume_cm3 bigint, options jsonb, stock bigint,
    PRIMARY KEY (import_id, row)
);
ALTER TABLE goods_imports ALTER content SET STORAGE EXTERNAL;
"""
UNDO_GOODS_ROWS = """
ALTER TABLE goods_imports ALTER content SET STORAGE EXTENDED;
DROP TABLE goods_import_products, goods_import_skus
"""


class Migration(migrations.Migration):
    dependencies = [("db", "0003_commerce")]
    initial = False

    operations = [
        ops.RunSQL(OLD_ORDERS, "SELECT 1"),
        ops.RunSQL(CHECKS, UNDO_CHECKS),
        ops.RunSQL(INDEXES, UNDO_INDEXES),
        ops.RunSQL(SEARCH, UNDO_SEARCH),
        ops.RunSQL(GOODS_ROWS, UNDO_GOODS_ROWS),
    ]
