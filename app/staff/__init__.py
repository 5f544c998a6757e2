"""Staff: WeCom members of the company and the head office's logins.

Verbs: create, sync, sync_member, sync_departments (from the WeCom directory), authenticate.
Queries: by WeCom userid, by id, many, a page. No events.
"""
