"""The business. No web framework and no vendor SDK inside a domain; see docs/architecture.md."""
