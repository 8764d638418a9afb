"""Who does which work package: the cheapest assignment, then the fairest among members, or why there is none.

`document.read` reads and checks a file, `composing.compose` answers it, `checking.faults` verifies an answer by itself,
without the solver. The format is described in ``docs/developer-programmes.md`` and by the schemas in ``schema/``.
"""
