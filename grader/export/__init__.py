"""What other systems read: one module a format."""
