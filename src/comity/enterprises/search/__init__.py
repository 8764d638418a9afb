"""Finding an enterprise by a name that is written otherwise: rarest trigrams in a table, then a close comparison."""
