#!/usr/bin/env python3
"""Django's door: `python manage.py help` lists every command of the house."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferencing.settings")
    execute_from_command_line(sys.argv)
