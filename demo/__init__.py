"""A whole Siyu on one machine: embedded engines, the sandbox, a demo brand and all processes."""
