"""What course platforms hand out: one module a platform, and what is made of a download."""
