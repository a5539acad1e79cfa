"""Train the change to the embedding model by which everyday questions come nearer to the passages that answer them."""
