"""Vendor clients without business rules. Each speaks one platform's wire format and maps its failures to ours."""
