"""The pages of the instruments."""
