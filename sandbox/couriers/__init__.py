"""A courier platform: 快递100."""
