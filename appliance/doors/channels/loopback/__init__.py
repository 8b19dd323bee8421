"""A channel that ends where it begins: what is delivered stands in a list."""
