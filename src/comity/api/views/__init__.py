"""The pages on which an account keeps what its programmes and messages need."""
