"""Owns `python -m mockplatform`."""

from mockplatform.cli import main

if __name__ == "__main__":
    main()
