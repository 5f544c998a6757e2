"""Statements on robots."""

# $1 now
ROBOTS_DUE = """
SELECT r.id AS robot_id FROM robots r
WHERE r.status = 'working' AND coalesce(r.claimed_until, '-infinity') <= $1
  AND coalesce(r.quiet_until, '-infinity') <= $1
  AND EXISTS (SELECT FROM robot_speeches s WHERE s.robot_id = r.id AND s.status IN ('waiting', 'sending')
      AND s.due_at <= $1)
ORDER BY r.id LIMIT 500
"""
