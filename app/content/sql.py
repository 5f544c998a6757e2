"""Statements of the library."""

# How deep a node stands (a root: 1) and whether $2 is it or above it. $1 node, $2 another node.
ABOVE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, 1 AS level FROM material_categories WHERE id = $1
    UNION ALL
    SELECT c.id, c.parent_id, up.level + 1 FROM material_categories c JOIN up ON c.id = up.parent_id
)
SELECT max(level) AS level, coalesce(bool_or(id = $2), false) AS inside FROM up
"""
# How many levels stand below a node, itself included. $1 node.
HEIGHT = """
WITH RECURSIVE down AS (
    SELECT id, 1 AS level FROM material_categories WHERE id = $1
    UNION ALL
    SELECT c.id, down.level + 1 FROM material_categories c JOIN down ON c.parent_id = down.id
)
SELECT max(level) FROM down
"""
# Paths of all categories, names joined by `/`.
PATHS = """
WITH RECURSIVE down AS (
    SELECT id, name::text AS path FROM material_categories WHERE parent_id IS NULL
    UNION ALL
    SELECT c.id, down.path || '/' || c.name FROM material_categories c JOIN down ON c.parent_id = down.id
)
SELECT id, path FROM down
"""

# $1 category or null (with all below it), $2 part of the title or null, $3 kind or null, $4 older
# than this one or null, $5 how many, and what _CHOICE adds.
_PAGE = """
WITH RECURSIVE below AS (
    SELECT id FROM material_categories WHERE id = $1
    UNION ALL
    SELECT c.id FROM material_categories c JOIN below ON c.parent_id = below.id
)
SELECT m.id FROM materials m
WHERE ($1::uuid IS NULL OR m.category_id IN (SELECT id FROM below))
    AND ($2::text IS NULL OR strpos(lower(m.title), lower($2)) > 0)
    AND ($3::text IS NULL OR m.kind = $3) AND ($4::uuid IS NULL OR m.id < $4) AND {choice}
ORDER BY m.id DESC LIMIT $5
"""
# $6 status or null.
OFFICE_PAGE = _PAGE.format(choice="($6::text IS NULL OR m.status = $6)")
# What a guide may send now. $6 the guide's store or null, $7 now.
SHELF = _PAGE.format(
    choice="m.status = 'published' AND (m.store_ids = '[]' OR m.store_ids ? $6::text)"
    " AND coalesce(m.valid_from <= $7, true) AND coalesce(m.valid_until > $7, true)"
)

# $1 send, $2 guide, $3 now.
CONFIRM = """
UPDATE content_sends SET status = 'sent', sent_at = $3 WHERE id = $1 AND staff_id = $2 AND status = 'prepared'
RETURNING kind, material_id, member_id, chat_id
"""
