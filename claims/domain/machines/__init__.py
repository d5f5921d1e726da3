"""Programs that come in by themselves: their tokens, how often they may ask, and asking twice."""
