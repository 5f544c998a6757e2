"""Guides (导购) and what they have with customers at WeCom: friends, notices, groups.

Verbs: meet, meet_many, end_unlisted, attribute_friends, friend_ended, tell, send_notice, sync_group, dismiss_group,
import_groups. Events: FriendAdded, NoticeQueued. Reacts to ProductsViewed and OrderPaid. Invariant: a member belongs
to at most one guide.
"""
