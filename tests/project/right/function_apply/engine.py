"""The engine itself is in the package beside this file."""

from autodiff import Value

__all__ = ["Value"]
