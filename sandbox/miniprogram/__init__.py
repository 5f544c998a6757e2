"""The mini-program server: tokens, login and phone numbers."""
