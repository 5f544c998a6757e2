"""Acquisition (拓客): by which code or link of ours customers come to guides and groups, and how they are greeted.

Channel codes: request_channel_code, create_channel_code, edit_channel_code, disable_channel_code, enable_channel_code,
delete_channel_code, remove_way, update_way, turn_ways, reconcile_codes, remove_orphan, friend_added, remark_friend,
tag_friend, send_welcome. Group codes: request_group_code, edit_group_code, keep_group_code, look_at_group_codes.
Acquisition links: request_link, edit_link, add_channel, keep_link, look_at_links, count_link_customers, watch_quota.
Both: delete, make_again. Store codes: create_store_code, edit_store_code, delete_store_code; nearest_code reads.
Events: ChannelCodeRequested, ChannelCodeDue, ChannelCodeEnded, GroupCodeDue, LinkDue, WelcomeOwed.
Reacts to FriendAdded.
"""
