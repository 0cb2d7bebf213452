"""How long pages take: real requests through every middleware, beside what is asked for."""
