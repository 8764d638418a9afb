"""The acts of meetings, a module for each part of a session's life.

Importing this package registers them all: `apps.py` does so.
"""
