"""`unpack` under its public path; how the bundled model is unpacked: `index.model.weights`."""

from index.model.weights import unpack

__all__ = ["unpack"]
