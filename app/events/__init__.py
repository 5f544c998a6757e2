"""The vocabulary: what happened, in past tense, one file per emitting domain. Frozen dataclasses of ids and facts."""
