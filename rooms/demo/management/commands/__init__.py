"""make_demo."""
