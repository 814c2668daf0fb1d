"""What a scorecard looks like: JSON, HTML, a terminal, and an index over all of them."""
