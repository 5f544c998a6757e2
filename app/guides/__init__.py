"""Guides (导购) and what they have with customers at WeCom: channel codes, friends, welcomes, notices, groups.

Verbs: request_channel_code, create_channel_code, friend_added, friend_ended, send_welcome, tell, send_notice,
sync_group, dismiss_group, import_groups. Events: ChannelCodeRequested, FriendAdded, WelcomeOwed, NoticeQueued.
Reacts to ProductsViewed and OrderPaid. Invariant: a member belongs to at most one guide.
"""
