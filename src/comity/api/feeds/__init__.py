"""Feeds: what was decided and what is due, for readers of feeds and for calendars."""
