#!/usr/bin/env python3
"""Django's own commands, on the same database as `comity` uses."""

import os
import sys

from django.core.management import execute_from_command_line

from comity.cli.common import with_database

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    with with_database():
        execute_from_command_line(sys.argv)
