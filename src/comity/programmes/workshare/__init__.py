"""Who does which work package: the cheapest assignment, then the fairest among members, or why there is none."""
