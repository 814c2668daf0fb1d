"""A crew on a cluster: the workers of a Dask scheduler, each tried before it gets work.

Each worker has an executor of Dask's own to itself, so that it is known who holds what: where a
worker is gone, what it held comes back. Dask carries bytes; who grades is `hand.py`.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import hashlib
import logging
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import cargo, station
from .crew import AHEAD, Given, Result, Returned
from .errors import GraderError, OperatorError
from .grade import Setting
from .hand import Trial, trial
from .ledger import grader_pieces
from .local_cluster import Local

if TYPE_CHECKING:
    from distributed import Client

CONNECTING = 10  # seconds in which a scheduler answers
LOOK_EVERY = 0.5  # seconds between two looks at who is there
SILENCE = 30  # seconds after which a scheduler that does not answer is gone
PATIENCE = 30  # seconds in which a first worker comes, or one in the place of the last
TRYING = 120  # seconds more, where one that came is being tried
FAREWELL = 5  # seconds for the workers to end what was begun there
LOCAL = "local:"


def hire(address: str, setting: Setting, tell: Callable[[str], None]) -> Cluster:
    """The workers of the scheduler at an address, or of one that is started for it (`local:N`).

    `tell` is told of each worker that gets no work. Raises OperatorError where there is none left.
    """
    try:
        import distributed  # noqa: F401  # it may not be installed
    except ImportError:
        raise OperatorError(
            "--cluster needs Dask's distributed, which is not installed here",
            "make grade S=path CLUSTER=address, which installs it") from None
    return Cluster(address, setting, tell)


@dataclass
class Member:
    """A worker that gets work."""

    executor: Executor
    threads: int
    held: dict[Future[Any], Future[Any]] = field(default_factory=dict)  # what was given -> Dask's


class Cluster:
    """Dask's workers as a crew."""

    def __init__(self, address: str, setting: Setting, tell: Callable[[str], None]) -> None:
        self._address, self._setting, self._tell = address, setting, tell
        self._pieces = grader_pieces(setting)
        self._kit = cargo.packed(setting)
        self._key = hashlib.sha256(self._kit).hexdigest()
        self._prepare = cargo.ByValue(station.prepare)
        self._work, self._leave = cargo.ByValue(station.work), cargo.ByValue(station.leave)
        self._changed = threading.Condition()
        self._members: dict[str, Member] = {}
        self._on_trial: dict[str, int] = {}  # address -> threads
        self._refused: dict[str, str] = {}  # address -> why
        self._stale: list[Future[Any]] = []  # Dask's, whose worker is gone
        self._began = self._lost = False
        self._over = threading.Event()
        self._local = Local(int(address.removeprefix(LOCAL))) if address.startswith(LOCAL) else None
        self._client: Client | None = None
        try:
            self._client = self._connected()
            self._watching = threading.Thread(target=self._watch, daemon=True)
            self._watching.start()
            self.mend()
        except BaseException:
            self.close()
            raise
        self._began = True

    # --- as a crew ---

    @property
    def room(self) -> int:
        """A few pieces for each thread of each worker, so that a million wait here."""
        with self._changed:
            return AHEAD * sum(member.threads for member in self._members.values())

    def give(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
             ) -> Future[Result]:
        """Give it to the worker that has the least to do."""
        data = cargo.piece(work, *args, **kwargs)
        given: Future[Result] = Future()
        with self._changed:
            if self._lost or not self._members:
                raise BrokenExecutor("no worker is there")
            address, member = min(self._members.items(),
                                  key=lambda each: len(each[1].held) / each[1].threads)
            try:
                real = member.executor.submit(self._work, self._key, data)
            except Exception:
                if self._connected_still():
                    raise
                self._lost = True
                raise BrokenExecutor("the scheduler is gone") from None
            member.held[given] = real
        real.add_done_callback(lambda real: self._ended(address, member, given, real))
        return given

    def mend(self) -> None:
        """Wait until somebody is there; raises OperatorError where nobody is to be expected."""
        until = time.monotonic() + PATIENCE
        with self._changed:
            while self._lost or not self._members:
                late = time.monotonic() > until + (TRYING if self._on_trial else 0)
                hopeless = self._refused and not self._on_trial and not self._began
                if self._lost or late or hopeless:
                    raise self._nobody()
                self._changed.wait(LOOK_EVERY)

    def close(self) -> None:
        """Take no more work, and wait for none."""
        self._over.set()
        if self._client is not None:
            with self._changed:
                members = list(self._members.values())
            with contextlib.suppress(Exception):  # whoever is gone need not be told
                if not self._lost:
                    self._client.run(self._leave, self._key, on_error="ignore",
                                     callback_timeout=FAREWELL)
                    for member in members:
                        member.executor.shutdown(wait=False)
            with contextlib.suppress(Exception):
                self._client.close(timeout=FAREWELL)
        if self._local is not None:
            self._local.end()

    # --- who is there ---

    def _connected(self) -> Client:
        from distributed import Client

        for name in ("distributed", "distributed.client", "tornado.application"):
            # What matters is told in our words.
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        address = self._local.address() if self._local else self._address
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of other versions of what does not matter here
                return Client(address, timeout=CONNECTING, set_as_default=False,
                              security=self._local.security if self._local else None)
        except (OSError, ValueError, TypeError, concurrent.futures.TimeoutError) as error:
            raise OperatorError(
                f"there is no Dask scheduler at {self._address} ({_said(error)})",
                "dask scheduler on that machine, dask worker tcp://machine:8786 on others, then "
                "this command again; or leave --cluster out, to grade here") from None

    def _watch(self) -> None:
        """Look who has come and who has gone, until it is over."""
        assert self._client is not None
        heard = time.monotonic()
        while not self._over.wait(LOOK_EVERY if self._began else LOOK_EVERY / 5):
            try:
                here = self._client.nthreads(callback_timeout=CONNECTING)
                heard = time.monotonic()
            except Exception:  # whatever it is, it did not answer
                if self._connected_still() and time.monotonic() < heard + SILENCE:
                    continue
                self._lost = True
            with self._changed:
                lost = self._lost  # by whoever saw it first; what was held has to come back now
                if lost:
                    here = {}
                gone = [address for address in self._members if address not in here]
                for known in (self._on_trial, self._refused):
                    for address in [each for each in known if each not in here]:
                        del known[address]
                new = {address: threads for address, threads in here.items() if not any(
                    address in known for known in (self._members, self._on_trial, self._refused))}
                self._on_trial |= new
            for address in gone:
                self._drop(address)
            if lost:
                return
            for address in new:
                with contextlib.suppress(Exception):  # the next look tells what is wrong
                    self._try(address)
            while self._stale:  # or they would wait for a worker at that very address
                # A scheduler that says nothing keeps whoever asks it, and this thread must look.
                threading.Thread(target=_cancel, args=[self._stale.pop()], daemon=True).start()

    def _connected_still(self) -> bool:
        return self._client is not None and self._client.status == "running"

    def _try(self, address: str) -> None:
        assert self._client is not None
        executor = self._client.get_executor(workers=[address], allow_other_workers=False,
                                             pure=False, retries=0)
        real = executor.submit(self._prepare, self._key, self._kit,
                               cargo.piece(trial, self._setting))
        real.add_done_callback(lambda real: self._tried(address, executor, real))

    def _tried(self, address: str, executor: Executor, real: Future[Any]) -> None:
        name, why = address, ""
        try:
            name, came, words = real.result()
            why = (self._unfit(cargo.opened(came)) if came is not None else
                   f"no grader starts there ({words or 'its process ended'})")
        except BaseException as error:
            why = f"it could not be tried ({_said(error)})"
        with self._changed:
            threads = self._on_trial.pop(address, None)
            if threads is None or self._over.is_set():  # it is gone by now
                return
            if why:
                self._refuse(address, why, name)
            else:
                self._members[address] = Member(executor, threads)
            self._changed.notify_all()

    def _unfit(self, found: Trial) -> str:
        """Why what is graded there would not be what is graded here; "" where it would."""
        other = [f"{name} {found.pieces.get(name) or 'not there'}, here {here or 'not there'}"
                 for name, here in self._pieces.items() if found.pieces.get(name) != here]
        return found.fault or "; ".join(other)

    def _drop(self, address: str) -> None:
        """A worker is gone: what it held comes back."""
        with self._changed:
            member = self._members.pop(address, None)
            if member is None:
                return
            held, member.held = member.held, {}
        for given, real in held.items():
            given.set_exception(BrokenExecutor("the worker is gone"))
            self._stale.append(real)
        with self._changed:
            self._changed.notify_all()

    def _refuse(self, address: str, why: str, name: str = "") -> None:
        why = f"worker {_known_as(name or address, address)}: {why}"
        with self._changed:
            self._refused[address] = why
        self._tell(f"no work for {why}")

    def _ended(self, address: str, member: Member, given: Future[Any], real: Future[Any]) -> None:
        """Dask has done with a piece of work, in one way or another."""
        with self._changed:
            if member.held.pop(given, None) is None:
                return
        from distributed import KilledWorker

        try:
            said, data = real.result()
            if said == "done":
                given.set_result(cargo.opened(data))
            elif said == "died":
                given.set_exception(BrokenExecutor(data.decode()))
            else:  # another worker came in the place of the one that was tried
                given.set_exception(Returned())
                self._drop(address)
        except KilledWorker:
            given.set_exception(BrokenExecutor("the worker is gone"))
        except concurrent.futures.CancelledError:  # the scheduler is gone, or has forgotten it
            self._lost = self._lost or not self._connected_still()
            given.set_exception(Returned())
        except GraderError as error:
            given.set_exception(error)
        except BaseException as error:  # it has no room to begin, say: the piece is not to blame
            given.set_exception(Returned())
            self._refuse(address, f"it could not begin ({_said(error)})")
            self._drop(address)

    def _nobody(self) -> OperatorError:
        if self._lost:
            return OperatorError(f"the scheduler at {self._address} can no longer be reached",
                                 "once it is there again, the same command, which goes on from "
                                 "there")
        why = "; ".join(self._refused.values())
        return OperatorError(
            f"no worker of {self._address} is left that can grade"
            + (f" ({why})" if why else ": none is connected"),
            "dask worker with the scheduler's address, on a machine on which make doctor finds a "
            "sandbox; then the same command")


def _cancel(stale: Future[Any]) -> None:
    with contextlib.suppress(Exception):
        stale.cancel()


def _known_as(name: str, address: str) -> str:
    return address if name == address else f"{name} ({address})"


def _said(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:300] or type(error).__name__
