"""Template tags of the shell; built in, so that no page loads them."""
