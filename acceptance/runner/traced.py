"""A worker with a trace, started instead of `acceptance.runner.worker`."""

from acceptance.runner.trace import main

if __name__ == "__main__":
    main()
