"""Reads across domains: live truths now, dashboards later. Writes nothing."""
