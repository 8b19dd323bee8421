"""Kefu Appliance: human–AI customer service that runs inside the bank's own network."""
