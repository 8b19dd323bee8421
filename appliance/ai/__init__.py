"""What the machine knows and says. Knows no conversation, so it can be asked, tested and replayed by itself."""
