"""Statements of delivery. Rows of `delivery_slot_uses` are locked in (store, start) order."""

# A brand has some dozens; more than this many are not looked at.
TEMPLATES = """
SELECT id, name, basis, zones, no_delivery, is_default, promise_days FROM freight_templates
ORDER BY is_default DESC, id LIMIT 1000
"""

# The store's own row belongs to the same question: whether it is still one, and how far it goes at all.
CITY_TERMS = """
SELECT c.bands, c.slots, c.cut_off_minutes, c.flash_minutes, s.hours, s.delivery_radius_m,
    (SELECT coalesce(json_object_agg(h.day, h.hours), '{}') FROM store_holidays h
     WHERE h.store_id = s.id AND h.day BETWEEN $2::date - 1 AND $2::date + 1)::text AS holidays
FROM city_terms c JOIN stores s ON s.id = c.store_id WHERE c.store_id = $1 AND s.active
"""

# $1 store, $2 starts.
TAKEN = "SELECT starts_at, taken FROM delivery_slot_uses WHERE store_id = $1 AND starts_at = ANY($2::timestamptz[])"

# $1 use id, $2 store, $3 starts_at, $4 capacity, $5 hold id, $6 order.
TAKE = """
WITH used AS (
    INSERT INTO delivery_slot_uses AS u (id, store_id, starts_at, taken) VALUES ($1, $2, $3, 1)
    ON CONFLICT (store_id, starts_at) DO UPDATE SET taken = u.taken + 1 WHERE u.taken < $4
    RETURNING u.store_id, u.starts_at, u.taken
), held AS (
    INSERT INTO delivery_slot_holds (id, order_id, store_id, starts_at, released)
    SELECT $5, $6, store_id, starts_at, false FROM used
)
SELECT taken FROM used
"""

RELEASE = """
WITH released AS (
    UPDATE delivery_slot_holds SET released = true WHERE order_id = ANY($1::uuid[]) AND NOT released
    RETURNING store_id, starts_at
), freed AS (
    SELECT store_id, starts_at, count(*)::int AS places FROM released GROUP BY store_id, starts_at
), locked AS (
    SELECT u.id, f.places FROM freed f JOIN delivery_slot_uses u USING (store_id, starts_at)
    ORDER BY u.store_id, u.starts_at FOR UPDATE OF u
)
UPDATE delivery_slot_uses u SET taken = u.taken - l.places FROM locked l WHERE u.id = l.id
"""
