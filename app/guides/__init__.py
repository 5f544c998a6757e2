"""Guides (导购) and their customers: friends, whose customer a member is, losses, notices, groups.

Verbs: meet, meet_many, end_unlisted, friend_ended, take_over, customer_edited, remark_customer, attribute,
change_guide, hand_on, add_rules, attribute_friends, tag_loss, set_loss_policy, alert_losses, mark, tell, send_notice,
answer_notice, sync_group, dismiss_group, import_groups. Events: FriendAdded, FriendLost, NoticeQueued,
GroupOwnerChanged. Reacts to ProductsViewed, GuideLinkFollowed, OrderPaid and changes of members' tags. Invariant: a
member belongs to at most one guide, and every change of it is logged.
"""
