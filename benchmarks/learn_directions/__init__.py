"""Train the reader of directions: which way training goes under an agreement."""
