"""behave with a trace: `python -m acceptance.runner.traced ARGUMENTS`; started instead of `python -m behave`."""

from acceptance.runner.trace import main

if __name__ == "__main__":
    main()
