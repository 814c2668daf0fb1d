from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, TypeAlias, TypeVar

T = TypeVar("T")
Function: TypeAlias = Callable[[float], float]
Inner = Literal["e", "d", "L"]
Name = Literal["a", "b", "c", "d", "e", "f", "L"]


def f(x: float) -> float:
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 6 * x - 4


def forward_difference(f: Function, x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def _first_least(things: Iterable[T], key: Callable[[T], float]) -> T:
    """As min(), which promises the same: the first of equals."""
    best: tuple[float, T] | None = None
    for thing in things:
        size = key(thing)
        if best is None or size < best[0]:
            best = size, thing
    if best is None:
        raise ValueError("nothing to choose from")
    return best[1]


def best_step(f: Function, df: Function, x: float, steps: list[float]) -> float:
    return _first_least(steps, lambda h: abs(forward_difference(f, x, h) - df(x)))


HAND_FORWARD: Final[Mapping[Inner, float]] = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS: Final[Mapping[Name, float]] = {
    "L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0,
}
