"""Tags of customers (标签), ours and WeCom's, and what put each of them on whom.

Verbs: create_group, edit_group, delete_group, create_tag, edit_tag, delete_tag, push_tag, push_group, sync,
sync_groups, sync_tags, give, take, observe, unfollow, marked, claim, release. Events: TagsGiven, TagsTaken, MarksOwed,
TagChanged, TagGroupChanged, TagMadeAtWeCom, TagSyncRequested. Invariant: a tag is on a member once, and a corp tag
that WeCom's people took off everywhere is on nobody.
"""
