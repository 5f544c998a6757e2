"""Reads across domains: live truths, and what became of those who came by channel codes. Writes nothing."""
