"""The same acts and reads for programs: the HTTP API with its OpenAPI description, tokens, webhooks and feeds."""
