"""Runs the test functions of a suite: each test_NAME gets a temporary folder of its own."""
import pathlib
import sys
import tempfile


def run_cases(module, call=lambda test, folder: test(folder)):
    """The exit status. module: globals() of the suite; words of the call choose the tests whose names hold one of them.

    call: how a test is called, in a suite whose tests take something else than a folder.
    """
    tests = [(name[5:], test) for name, test in module.items() if name.startswith("test_")]
    chosen = [item for item in tests if not sys.argv[1:] or any(part in item[0] for part in sys.argv[1:])]
    failed = 0
    if not chosen:
        print(f"FAILED no test has {' or '.join(sys.argv[1:])} in its name\n0 passed, 1 failed")
        return 1
    for name, test in chosen:
        with tempfile.TemporaryDirectory() as folder:
            try:
                call(test, pathlib.Path(folder))
            except Exception as problem:
                failed += 1
                print(f"FAILED {name}: {type(problem).__name__}: {problem}")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0
