"""`manage.py live_types`."""
