"""What a browser keeps is encrypted: under which key, and how it is opened again on the server.

In: the text as which Gradio's `BrowserState` keeps a value in a browser, and its secret. Out: the
value. The component reads that text once, when the page is loaded; a tab that wants to know what
another tab has kept since sends the text as it is, and it is opened here, as crypto-js would.
"""

import json
import os
import secrets
from base64 import b64decode
from contextlib import suppress
from hashlib import md5, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

__all__ = ["browser_key", "unsealed"]

_KEY_FILE = "browser.key"

# What crypto-js writes for a key that is a text: the format of `openssl enc`, key and start of the
# chain both derived by one round of MD5.
_MARK = b"Salted__"
_KEY_BYTES, _BLOCK_BYTES = 32, 16


def browser_key(store: Path) -> str:
    """Give the key under which browsers encrypt what they keep, the same after a restart.

    Where the store cannot be written, a key for this run only.
    """
    file = store / _KEY_FILE
    with suppress(OSError, ValueError):
        if key := file.read_text(encoding="ascii").strip():
            return key
    key = secrets.token_urlsafe(24)
    with suppress(OSError):
        with NamedTemporaryFile("w", dir=store, prefix=f"{_KEY_FILE}.") as made:  # its mode is 600
            made.write(key)
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, file)  # of several chats that start together, one is first
        return file.read_text(encoding="ascii").strip() or key
    return key


def unsealed(text: str, secret: str) -> Any:
    """Open what a `BrowserState` keeps.

    Args:
        text: As it stands in the local storage of a browser.
        secret: The component's own.

    Returns:
        Plain data, or None for a text that was not sealed with this secret.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    try:
        salted = b64decode(text.partition(":")[2], validate=True)
        mark, salt, sealed = salted[:8], salted[8:16], salted[16:]
        if mark != _MARK:
            return None
        key, start = _derived(sha256(secret.encode()).hexdigest().encode(), salt)
        opening = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
        padded = opening.update(sealed) + opening.finalize()
        padding = PKCS7(8 * _BLOCK_BYTES).unpadder()
        return json.loads(padding.update(padded) + padding.finalize())
    except (ValueError, RecursionError):  # of no whole blocks, another key, no JSON
        return None


def _derived(password: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Derive key and start of the chain as `EVP_BytesToKey` of OpenSSL does."""
    made, last = b"", b""
    while len(made) < _KEY_BYTES + _BLOCK_BYTES:
        last = md5(last + password + salt, usedforsecurity=False).digest()
        made += last
    return made[:_KEY_BYTES], made[_KEY_BYTES : _KEY_BYTES + _BLOCK_BYTES]
