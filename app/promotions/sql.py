"""The named statements of promotions."""

# At most create.MOST_AT_ONCE of them.
NOT_OVER = """
SELECT id, kind, title, priority, exclusion_group, scope::text AS scope, terms::text AS terms, starts_at, ends_at
FROM promotions WHERE NOT ended AND ends_at > $1 ORDER BY priority, id
"""

UNKNOWN_REWARDS = """
SELECT
    ARRAY(SELECT wanted::text FROM unnest($1::uuid[]) AS wanted WHERE NOT EXISTS (
        SELECT FROM skus WHERE skus.id = wanted)) AS skus,
    ARRAY(SELECT wanted::text FROM unnest($2::uuid[]) AS wanted WHERE NOT EXISTS (
        SELECT FROM coupon_templates WHERE coupon_templates.id = wanted)) AS templates
"""
