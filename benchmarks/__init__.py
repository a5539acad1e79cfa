"""Where the README's figures come from: everything side by side in one run, as ratios."""
