"""The case-record check of an audit, where it meets the records: drawing files, and what a file says of itself."""
