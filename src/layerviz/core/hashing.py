"""`sha256` and `blake2b` for short texts, without the 5 ms that loading OpenSSL takes.

The functions are the same; `hashlib` prefers OpenSSL's, which are faster from some kilobytes on, so
whoever reads whole files takes them from there (`adapters.file_reading`).
"""

from __future__ import annotations

__all__ = ["blake2b", "sha256"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b

        try:
            from _sha2 import sha256  # since Python 3.12
        except ImportError:
            from _sha256 import sha256
    except ImportError:  # an interpreter built without hash functions of its own
        from hashlib import blake2b, sha256
