"""Common texts and national laws side by side: what carries a provision wholly, partly, with deviation or not at all.

A machine proposes correspondences across languages with its evidence; national experts judge, and every judgement is
an act.
"""
