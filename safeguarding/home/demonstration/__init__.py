"""The demonstration: an invented trust, its people and their audits, laid relative to the day of loading."""
