"""Who takes part: the organisation, its members and bodies, delegations, persons and their full powers.

Members join, are suspended and leave by dated acts; observers and partners take part by other rights. Whatever a person
does is done in a capacity: under full powers for one party, in one body, from one day to another.
"""
