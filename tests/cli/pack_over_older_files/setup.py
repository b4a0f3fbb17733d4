"""A build that the package is put into, with update files of an earlier run."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import builds  # noqa: E402

builds.copy_with_refused_updates()
