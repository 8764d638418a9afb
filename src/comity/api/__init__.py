"""Comity for programmes: the HTTP API over the same acts and reads, and what the record tells those who follow it.

Tokens bound to full powers, webhooks, feeds, e-mail, and the clock that closes what is due. Nothing here changes state
but by an act through the corridor; the room's own tables hold only who is told what.
"""
