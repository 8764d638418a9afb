"""Common texts: instruments in several languages, their versions, their way through a procedure, and afterwards.

After adoption an instrument has a depositary's life: deposits, reservations, entry into force, proposals that fall due.
"""
