"""Commands of the recordings."""
