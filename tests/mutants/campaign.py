"""All mutants, judged by several workers at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.choice import Choice, Chooser
from tests.mutants.covered import Covered
from tests.mutants.mutant import Mutant
from tests.mutants.verdict import Judge, Verdict
from tests.mutants.worker import Worker


def judge_all(
    mutants: Sequence[Mutant],
    tree: Path,
    covered: Covered,
    folder: Path,
    *,
    workers: int,
    tell: Callable[[str], None],
) -> list[Verdict]:
    """Return the verdicts, in the order of the mutants; the workers' copies are made in `folder`.

    With nothing changed a worker has to pass a test first: where even that fails, no mutant would
    be to blame.
    """
    chooser = Chooser(tree, covered)
    choices = [chooser.choose(mutant) for mutant in mutants]
    easy = [choice.tests[0] for choice in choices if choice.tests][:1]
    judge = Judge(covered)
    idle = SimpleQueue[Worker]()

    def judge_one(mutant: Mutant, choice: Choice) -> Verdict:
        worker = idle.get()
        try:
            verdict = judge.judge(mutant, choice, worker)
        finally:
            idle.put(worker)
        tell(f"{verdict.seconds:4.0f} s  {mutant.name}  {verdict.killer or 'SURVIVED'}")
        return verdict

    with ExitStack() as stack:
        for number in range(workers):
            worker = stack.enter_context(Worker(tree, folder / f"worker{number}"))
            if easy:
                judge.check(easy, worker)
            idle.put(worker)
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        return list(pool.map(judge_one, mutants, choices))
