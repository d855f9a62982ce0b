"""Jobs on the workers of a Dask cluster."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from ncrn_dsd.errors import ExecutorError
from ncrn_dsd.study.code import UsedPart, part_here, used_parts, whole_code_digest

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """An `Executor` that sends jobs to a cluster; those of a lost worker go to another one.

    Parameters
    ----------
    address: of the scheduler, such as "tcp://127.0.0.1:8786".
    patience_s: how long to wait for the scheduler and a first worker [s].
    """

    address: str
    patience_s: float = 10.0

    def run(
        self,
        work: Callable[..., Result],
        arguments: Sequence[tuple[Any, ...]],
        report: Callable[[int, int], None],
    ) -> tuple[Result, ...]:
        """See `Executor.run`.

        Raises
        ------
        ExecutorError: X003, the extra is not installed; X004, nobody answers at the address;
            X005, a worker has other code, of this package or of one that brings a part; X006, the
            cluster was lost, or the job again and again.
        """
        if not arguments:
            return ()
        with self._client() as client:
            from distributed import as_completed

            ours, parts = whole_code_digest(), used_parts(arguments)
            # A worker can look at what it has before it imports what the job needs.
            jobs = [pickle.dumps((work, given)) for given in arguments]
            futures = [client.submit(run_checked, ours, parts, j, pure=False) for j in jobs]
            try:
                with self._losses_reported(), client.as_current():
                    for done, future in enumerate(as_completed(futures), start=1):
                        future.result()
                        report(done, len(futures))
                    return tuple(client.gather(futures))
            finally:
                client.cancel(futures)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            from distributed import Client
        except ImportError:
            raise ExecutorError(
                "X003",
                "--cluster",
                "work on a Dask cluster needs the package distributed, which is not installed",
                "install it with `pip install 'ncrn_dsd[dask]'`",
            ) from None
        # What goes wrong is told once, by our errors.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            client = Client(self.address, timeout=self.patience_s, set_as_default=False)
        except (OSError, ValueError):
            raise ExecutorError(
                "X004",
                f"--cluster {self.address}",
                "no Dask scheduler answers at this address",
                "start one with `dask scheduler`, and give the tcp:// address that it prints",
            ) from None
        with client:
            try:
                client.wait_for_workers(1, timeout=self.patience_s)
            except TimeoutError:
                raise ExecutorError(
                    "X004",
                    f"--cluster {self.address}",
                    "the scheduler has no worker",
                    "start one or more with `dask worker` and the address of the scheduler",
                ) from None
            yield client

    @contextmanager
    def _losses_reported(self) -> Iterator[None]:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            yield
        except ImportError:
            raise ExecutorError(
                "X005",
                f"--cluster {self.address}",
                "ncrn_dsd is not installed on a worker",
                "install the same version there",
            ) from None
        except (KilledWorker, CommClosedError, CancelledError):
            raise ExecutorError(
                "X006",
                f"--cluster {self.address}",
                "the cluster was lost, or a job ended every worker that took it",
                "give the workers more memory, and repeat the command, which goes on from there",
            ) from None


def run_checked(fingerprint: str, parts: tuple[UsedPart, ...], job: bytes) -> Any:
    """One job, refused where other code would give other results.

    Parameters
    ----------
    parts: of other packages that the job names.
    job: function and arguments, pickled.

    Raises
    ------
    ExecutorError: X005, this worker has other code.
    """
    if whole_code_digest() != fingerprint:
        raise ExecutorError(
            "X005",
            "--cluster",
            "a worker has another version of ncrn_dsd or of what computes for it",
            "install the same versions there, and restart the worker",
        )
    for part in parts:
        here = part_here(part.entry)
        if here != part:
            other = "other sources of it" if here.version == part.version else here.version
            raise ExecutorError(
                "X005",
                "--cluster",
                f"this study uses {part}, and a worker has {other}",
                "install the same package there, and restart the worker",
            )
    work, arguments = pickle.loads(job)  # noqa: S301
    return work(*arguments)
