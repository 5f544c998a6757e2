"""Acquisition (拓客): by which code of ours customers become friends of guides, and how they are greeted.

Verbs: request_channel_code, create_channel_code, edit_channel_code, disable_channel_code, enable_channel_code,
delete_channel_code, remove_way, update_way, turn_ways, reconcile_codes, remove_orphan, friend_added, remark_friend,
tag_friend, send_welcome. Events: ChannelCodeRequested, ChannelCodeDue, ChannelCodeEnded, WelcomeOwed.
Reacts to FriendAdded.
"""
