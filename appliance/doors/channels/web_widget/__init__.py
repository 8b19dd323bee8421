"""The chat window on the bank's own pages: the one channel whose words never leave the bank's network."""
