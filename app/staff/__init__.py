"""Staff: WeCom members of the company and the head office's logins.

Verbs: create, sync (from the WeCom directory), authenticate. Queries: by WeCom userid, by id, many, a page. No events.
"""
