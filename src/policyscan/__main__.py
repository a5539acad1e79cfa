"""`python -m policyscan` is the command `policyscan`."""

from policyscan.cli import main

if __name__ == "__main__":
    main()
