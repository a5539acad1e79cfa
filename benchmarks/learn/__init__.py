"""Train what is learned, from coded texts: the clause reader, the choice of clauses, and confidence."""
