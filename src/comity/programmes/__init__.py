"""Joint products under constant control: requirements, base organisation, work packages, gates and fair work-share.

What is late, what slips next, what it costs and whose move it is follow from the record; a change of scope, cost or
date is an act of those whom the mandate names.
"""
