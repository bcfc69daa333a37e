"""What lets a Python server speak TLS 1.0 and 1.1 again."""

from __future__ import annotations

import ssl
import warnings


def speaks_old_versions(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, with every version and every cipher that the library has."""
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context
