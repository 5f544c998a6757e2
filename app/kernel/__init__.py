"""What every domain stands on: settings, database, outbox, errors, money, time, ids, Redis, logs. Knows no domain."""
