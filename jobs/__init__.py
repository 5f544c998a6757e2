"""The work behind the doors: a worker that runs reactions and tasks, and a clock that only enqueues."""
