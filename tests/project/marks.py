"""Where the mark stands in the pictures of one mistake, over the ways in which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grading import Bench
from transplants import modules, read_transplants

from grader.manners import Manner, read_manners
from grader.misconceptions import DoesNotFit, Misconception, apply
from grader.records import Graph

CALL, LEAF = "the call", "a leaf"
FEWEST = 3  # ways to write each

# What the mark has to stand on, by how the misconception's id begins; the longest beginning counts.
WHERE = {
    "every-operation": {"+", "*"}, "sum": {"+"}, "product": {"*"}, "silent-product": {"*"},
    "leaf": {LEAF},
    "tanh": {"tanh"}, "exp": {"exp"}, "power": {"**", "/"}, "negation": {"-"}, "difference": {"-"},
    "quotient": {"/"}, "denominator": {"/"}, "numbers-not-wrapped": {"+", "*", "-", "/"},
    "numbers-not-wrapped-in-products": {"*", "-", "/"}, "no-reflected-sum": {"+", "-"},
    "no-reflected-product": {"*"}, "no-reflected-difference": {"-"}, "no-reflected-quotient": {"/"},
    "reflected-product": {"*"}, "reflected-sum": {"+"}, "reflected-difference": {"-"},
    "reflected-quotient": {"/"},
}


def where(misconception: Misconception) -> set[str]:
    """What the mark may stand on."""
    if misconception.part == "4.2":
        return {CALL}
    fitting = [start for start in WHERE if misconception.id.startswith(start)]
    return WHERE[max(fitting, key=len)]


def written(misconception: Misconception, bench: Bench
            ) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """The mistake in three other submissions at least: a name, and its modules.

    Where it has not been moved into those of others, it stands in ours, in each manner.
    """
    found = [(each.name, modules(each.files())) for each in read_transplants()
             if each.misconception == misconception.id]
    if len(found) < FEWEST:
        found += [(f"{misconception.id}-in-manner-{number}",
                   modules_of(misconception, manner, bench))
                  for number, manner in enumerate(read_manners(bench.course))]
    yield from found


def modules_of(misconception: Misconception, manner: Manner, bench: Bench) -> dict[str, bytes]:
    """The reference with the mistake, in this manner as far as that touches other lines."""
    sources = apply(bench.reference, misconception.patches)
    for style in manner.styles:
        try:
            sources = apply(sources, [style])
        except DoesNotFit:
            continue
    return {name: source.encode() for name, source in sources.items()}


def marks(bench: Bench, files: Mapping[str, bytes], part: str) -> dict[str, str]:
    """By check of a part: what the mark of its picture stands on."""
    card = bench.modules(files, [part])
    return {check.id: stands_on(check.picture) for check in card.checks
            if isinstance(check.picture, Graph)}


def stands_on(graph: Graph) -> str:
    """The sign of the marked step, without its exponent; or that it is a leaf, or the call."""
    marked = next((box for box in graph.boxes if box.name == graph.mark), None)
    if marked is None:
        return CALL
    return marked.sign.split(" ")[0] if marked.step else LEAF
