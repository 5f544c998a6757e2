"""Guides (导购) and what they have with customers at WeCom: channel codes, friends, welcomes, notices, groups.

Verbs: request_channel_code, create_channel_code, edit_channel_code, disable_channel_code, enable_channel_code,
delete_channel_code, remove_way, update_way, turn_ways, reconcile_codes, remove_orphan, friend_added, remark_friend,
tag_friend, friend_ended, send_welcome, tell, send_notice, sync_group, dismiss_group, import_groups. Events:
ChannelCodeRequested, ChannelCodeDue, ChannelCodeEnded, FriendAdded, WelcomeOwed, NoticeQueued.
Reacts to ProductsViewed and OrderPaid. Invariant: a member belongs to at most one guide.
"""
