"""Train the reader that tells what answers a question from what only speaks of the same."""
