"""The node's process: `manage.py run_media`."""
