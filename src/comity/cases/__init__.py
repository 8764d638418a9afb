"""Questions put to members: a case runs one version of a procedure, over members frozen on the day it opened.

Every room that decides (on a text, an election, a partner, an exhibitor) opens a case here and is told when it settles.
"""
