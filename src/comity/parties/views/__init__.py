"""The pages of the parties."""
