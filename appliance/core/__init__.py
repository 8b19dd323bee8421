"""What everything stands on: keys, store, audit, jobs, events, accounts, masking."""
