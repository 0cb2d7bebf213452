"""What is read on a page: frozen facts, gathered without a write."""
