"""Lines: one hall behind a line as halls have them (RELIABILITY.md 8), by browsers' own counters."""
