"""The pages of the enterprises."""
