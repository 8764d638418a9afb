"""The record: the append-only list of acts, signed, Merkle-hashed, checkable by outsiders.

`commit` is the one corridor through which state changes; everything else in the database can be rebuilt from here.
The hashing, the proofs and the signatures know no Django. Knows no other room.
"""
