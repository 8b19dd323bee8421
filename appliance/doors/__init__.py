"""What people and machines see. Thin: parse, permit, call an action or query, render."""
