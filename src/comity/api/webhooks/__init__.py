"""Webhooks: an account's address is told of acts on its topics, in the record's order, signed, until it answers."""
