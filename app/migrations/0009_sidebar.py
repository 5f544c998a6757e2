"""A guide's sidebar reads by guide and by group: indexes for what is asked with each screen."""

from tortoise import migrations
from tortoise.migrations import operations as ops

# app/analytics/own_customers.py, guide_performance.py, group_customers.py; app/guides/queries.py latest_notices;
# app/campaigns/sql.py STEPS_OF_GROUP, TO_CONFIRM. Their columns never change once written, but for a friendship's.
INDEXES = """
CREATE INDEX guide_follows_live ON guide_follows (staff_id, member_id) WHERE ended_at IS NULL;
CREATE INDEX guide_follows_new ON guide_follows (staff_id, followed_at);
CREATE INDEX guide_attributions_of_guide ON guide_attributions (staff_id, member_id);
CREATE INDEX guide_notices_of_guide ON guide_notices (staff_id, id);
CREATE INDEX orders_of_guide ON orders (guide_id, placed_at) WHERE guide_id IS NOT NULL;
CREATE INDEX orders_of_group ON orders (chat_id, id) WHERE chat_id IS NOT NULL;
CREATE INDEX commission_accruals_of_guide ON commission_accruals (staff_id, accrued_at);
CREATE INDEX sop_touches_of_group ON sop_touches (chat_id, due_at) WHERE status IN ('planned', 'claimed', 'created');
CREATE INDEX sop_broadcasts_to_confirm ON sop_broadcasts (sender_userid) WHERE status = 'created';
"""
UNDO_INDEXES = """
DROP INDEX guide_follows_live, guide_follows_new, guide_attributions_of_guide, guide_notices_of_guide, orders_of_guide,
    orders_of_group, commission_accruals_of_guide, sop_touches_of_group, sop_broadcasts_to_confirm
"""


class Migration(migrations.Migration):
    dependencies = [("db", "0008_content")]
    initial = False

    operations = [ops.RunSQL(INDEXES, UNDO_INDEXES)]
