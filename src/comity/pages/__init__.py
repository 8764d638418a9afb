"""What the views of every room are made with: who may see a page, refusals on forms, tables, words in a language.

Knows no room, so that each room's `views.py` may use it; the templates that show these things stand in `site/`.
"""
