"""What the doors share: routes as data, sessions, problem JSON, validation, health. Knows no domain."""
