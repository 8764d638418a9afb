"""How a body decides: decision rules, stages, deadlines, entry into force, voting power, simulation.

Pure: no Django, no clock, no network; integers and fractions, never floats. Knows no other room.
"""
