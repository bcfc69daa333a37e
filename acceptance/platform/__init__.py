"""Thin, typed clients of the platform's services, over the field's own libraries.

Each client is made from its block of the profile and the profile's permissions, connects when first used,
and refuses at call time what the permissions do not allow.
"""
