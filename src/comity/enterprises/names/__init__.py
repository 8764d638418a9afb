"""Whether two names, perhaps in different scripts, are of the same enterprise: a score, a verdict and the reason."""
