"""People and AI serving a customer together."""
