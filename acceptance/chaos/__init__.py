"""Experiments with faults that are really there, really gone afterwards, and whose effect is really theirs."""
