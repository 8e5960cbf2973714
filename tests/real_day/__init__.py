"""A whole outage played: real rotas, the telephone at random, the rota by hand, and all of it given back."""
