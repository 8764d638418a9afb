"""Comity: an open secretariat for multilateral organisations."""

__version__ = "0.1.0"
