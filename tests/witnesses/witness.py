"""One witness: a tree, edits that make a rule fire in it, edits that are the rule's fix, and what the simulator must call
the end in the first case."""
from dataclasses import dataclass, field


@dataclass
class Witness:
    """The scenario is not named here: it is the one that the rule names.

    rule         its id
    consequence  what `check` says of the tree with the defect
    outcomes     what the simulator may call the end of the scenario on that tree, the words of `simulate`
    tree         folder below fixtures/
    defect       edits that bring the defect in; empty where the fixture has it
    fix          edits on top of the defect; they set what one of the rule's fix fragments sets
    fixed_tree   fixture that has the fix, where that is easier than edits
    given        further arguments of both calls
    path         what is checked, from the tree's root; a single file is never run, the whole tree is then simulated
    """
    rule: str
    name: str
    consequence: str
    outcomes: tuple
    tree: str
    defect: list = field(default_factory=list)
    fix: list = field(default_factory=list)
    fixed_tree: str | None = None
    given: list = field(default_factory=list)
    path: str = "."
