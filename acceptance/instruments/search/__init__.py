"""Searching every store of a platform, in every encoding, for values that only this run knows.

profile -> stores -> partitions -> the pure function `scan` -> report. One pass over the data finds all canaries in
all encodings, and the decoys by which each store proves that this very pass could see.
"""
