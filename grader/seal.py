"""Answers that a student is asked to find by hand, sealed: one can try a key, and not look inside.

A kit is in its reader's hands, so a sealed answer can be found by trying numbers. A slow hash with
a salt of its own makes that a longer way than working the number out.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from .errors import GraderError
from .records import Probe, Sealed

DECIMALS = 3  # a sealed number has no more: whatever agrees with it comes to it by rounding
LARGEST = 1e5
COST = 2**14  # of scrypt, some 50 ms a try


def seal(answer: object, probe: Probe, expression: str) -> Sealed:
    """Seal a number, the same way each time; raises GraderError where it cannot be sealed."""
    if type(answer) not in (int, float) or not _fits(answer):  # type: ignore[arg-type]
        raise GraderError(f"{expression} is {answer!r}; a secret answer is a number of at most "
                          f"{DECIMALS} decimals, up to {LARGEST:g}")
    about = hashlib.sha256(f"{probe.code}\n{expression}".encode()).hexdigest()
    salt = about[:32]
    return Sealed(salt, _digest(salt, _canonical(answer)))  # type: ignore[arg-type]


def opens(sealed: Sealed, number: int | float, rel: float) -> bool:
    """Whether a number agrees with what is sealed, by the same tolerance as with an open one."""
    if not abs(number) <= 2 * LARGEST:  # nan neither
        return False
    near = round(number, DECIMALS)
    return (abs(number - near) <= rel * max(1.0, abs(near))
            and _digest(sealed.salt, _canonical(near)) == sealed.digest)


def _fits(number: int | float) -> bool:
    return abs(number) <= LARGEST and number == round(number, DECIMALS)


def _canonical(number: int | float) -> str:
    return f"{number or 0:.{DECIMALS}f}"  # -4 and -4.0 alike; no -0.000


@lru_cache(maxsize=256)
def _digest(salt: str, text: str) -> str:
    return hashlib.scrypt(text.encode(), salt=bytes.fromhex(salt), n=COST, r=8, p=1,
                          dklen=32).hex()
