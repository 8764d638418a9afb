"""Projections of meetings, a module for each part of a session's life."""
