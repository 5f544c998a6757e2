"""What a basket costs: a pure computation over plain values, with a trace of every rule. No database, no clock."""
