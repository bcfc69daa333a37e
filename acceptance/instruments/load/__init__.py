"""Load: workloads, the traffic they send, the generator that sends it, and what came of it.

The generator is built on Locust and runs in processes of its own, because Locust changes how sockets and threads
work in the process it is imported in. Everything else here can be imported anywhere.
"""
