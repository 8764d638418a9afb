"""The pages: settings, base templates and components, accounts, what waits for me, live updates, both languages.

A page joins a request, a query or an act, and a template; it never changes state itself.
"""
