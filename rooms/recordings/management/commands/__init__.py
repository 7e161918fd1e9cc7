"""The composer's process: `manage.py compose_recordings`."""
