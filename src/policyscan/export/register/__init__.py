"""Write a register (agreements, findings, recommendations, exchanges) to a file; one module is one format."""
