"""The verdict on a mutant: which test kills it, or that it survives."""

import time
from dataclasses import dataclass, replace
from typing import Final

from tests.mutants.choice import Choice
from tests.mutants.covered import Covered
from tests.mutants.mutant import Mutant
from tests.mutants.worker import Outcome, Worker

# a test may take that many times as long as it did with coverage, and that much longer
_TIMES: Final = 5.0
_MORE_SECONDS: Final = 20.0
# for importing everything and for putting down what a test has left
_FRAME_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a mutant; `shaky` are tests that failed once with it, and then did not."""

    mutant: Mutant
    choice: Choice
    killer: str | None
    seconds: float
    shaky: tuple[str, ...] = ()

    @property
    def is_killed(self) -> bool:
        """Tell whether a test has noticed."""
        return self.killer is not None


class Judge:
    """Runs the chosen tests against mutants.

    A test kills a mutant if it fails twice, the second time by itself, and passes by itself with
    nothing changed: once is what any test may do on a busy machine. To hang is to fail: at its own
    limit a test is failed by pytest-timeout, and what does not even end then is stopped from
    outside and blamed on the test that ran.
    """

    def __init__(self, covered: Covered) -> None:
        self._covered = covered
        self._sound: set[str] = set()

    def judge(self, mutant: Mutant, choice: Choice, worker: Worker) -> Verdict:
        """Let a worker run the tests, the best first, until one kills."""
        began = time.monotonic()
        killer: str | None = None
        shaky: list[str] = []
        left = list(choice.tests)
        while left and killer is None:
            outcome = self._try(mutant, left, worker)
            if outcome.broken is not None:
                killer = outcome.broken
            elif outcome.suspect is None:
                break
            elif outcome.is_certain and self._is_sound(outcome.suspect, worker):
                killer = outcome.suspect
            else:
                shaky.append(outcome.suspect)
                left = _find_left(left, outcome.suspect)
        return Verdict(
            mutant=mutant,
            choice=choice,
            killer=killer,
            seconds=time.monotonic() - began,
            shaky=tuple(shaky),
        )

    def _try(self, mutant: Mutant, tests: list[str], worker: Worker) -> Outcome:
        """Run tests with a mutant, and the one that fails once more."""
        with worker.mutated(mutant):
            outcome = self._run(worker, tests)
            if outcome.suspect is None:
                return outcome
            again = self._run(worker, [outcome.suspect])
        return replace(outcome, is_certain=again != Outcome())

    def _is_sound(self, test: str, worker: Worker) -> bool:
        """Tell whether a test passes with nothing changed."""
        if test not in self._sound and self._run(worker, [test]) == Outcome():
            self._sound.add(test)
        return test in self._sound

    def check(self, tests: list[str], worker: Worker) -> None:
        """See that the tests pass with nothing changed, so that what fails is the mutants'."""
        outcome = self._run(worker, tests)
        wrong = outcome.broken or outcome.suspect
        if wrong is not None:
            raise RuntimeError(f"with nothing changed this fails: {wrong}\n{worker.read_log()}")

    def _run(self, worker: Worker, tests: list[str]) -> Outcome:
        limits = {test: _MORE_SECONDS + _TIMES * self._covered.seconds_of(test) for test in tests}
        recorded = sum(self._covered.seconds_of(test) for test in tests)
        # one test may hang for its whole limit before pytest goes on to put it down
        seconds = 2 * _FRAME_SECONDS + _TIMES * recorded + max(limits.values())
        return worker.run(tests, limits, seconds)


def _find_left(tests: list[str], last: str) -> list[str]:
    """Return the tests after one; it may have a name that it has with the mutant only."""
    function = last.partition("[")[0]
    names = [test if test == last else test.partition("[")[0] for test in tests]
    at = names.index(last) if last in names else names.index(function)
    return tests[at + 1 :]
