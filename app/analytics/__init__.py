"""Reads across domains: live truths, what became of those who came by channel codes and of what guides sent."""
