"""The network of actors: who takes part in what, who is tied to whom, how much, and the gaps."""
