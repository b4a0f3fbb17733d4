"""One mutation: a tree, what is changed in it, and what that does to the verdict of `check`."""
from dataclasses import dataclass, field


@dataclass
class Mutation:
    """The verdict is compared with the one of the same tree without the edits.

    tree       folder below fixtures/
    edits      functions of edits.py
    expect     what the edits add to and take from the verdict, one text each:
                   "+N53-0001 brick brick"   a finding of this severity and consequence appears; "-..." disappears
                   "+N53-0501 undecided"     the rule can no longer be decided; "-..." it now can
               several findings of one rule are several texts. Nothing else may change.
    path       what is checked, from the tree's root: the root itself or a file in it
    given      arguments of both calls, with and without the edits
    arguments  arguments of the call with the edits only
    status     exit status with the edits; without it, 1 when a finding of severity brick or error is left, else 0
    error      text that stderr must hold: the input is refused, there is no verdict and the status is 3
    """
    name: str
    tree: str
    edits: list
    expect: list = field(default_factory=list)
    path: str = "."
    given: list = field(default_factory=list)
    arguments: list = field(default_factory=list)
    status: int | None = None
    error: str | None = None


@dataclass
class Same:
    """Edits that mean nothing: the whole verdict, words, facts and fixes included, must be what it was.

    trees      the fixtures it is tried on, rejected ones too
    folder     name that the copy gets
    call       how the tree is named on the command line; {root} is its absolute path, {name} its folder's name
    cwd        folder of the call: "root" (the tree), "parent", or "inside" (a folder of the tree)
    renamed    (old, new): in the verdict's paths the image has the new name
    """
    name: str
    trees: list
    edits: list = field(default_factory=list)
    folder: str = "tree"
    call: str = "{root}"
    cwd: str = "parent"
    arguments: list = field(default_factory=list)
    renamed: tuple | None = None


def undecided(sign, numbers):
    """Texts for many rules at once: undecided("+", "0001 0003")."""
    return [f"{sign}N53-{number} undecided" for number in numbers.split()]
