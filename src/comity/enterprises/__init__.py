"""The register of licensed enterprises: authorities, licences, capabilities, and finding partners.

Licences live by acts, so that their validity on any day is answered from the record. Names are compared across
scripts, but enterprises are never merged by machine: a person decides, with the explanation.
"""
