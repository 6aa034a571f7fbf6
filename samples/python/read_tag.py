#!/usr/bin/env python3
"""Read a table of a LakeVersion lake, as a tag has it, into Python by a pipe.

    python3 read_tag.py LAKE TABLE REVISION

Uses Polars, or PyArrow with pandas, whichever is installed; nothing is written to disk. `lv` must be on the PATH, or
named by the environment variable LV (for instance LV="dotnet run --project ../../src/LakeVersion.Cli --").
"""
import os
import shlex
import subprocess
import sys


def read(lake: str, table: str, revision: str):
    command = shlex.split(os.environ.get("LV", "lv")) + ["table", "read", table, "--lake", lake, "--at", revision, "--format", "arrow", "-o", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as lv:
        try:
            import polars

            frame = polars.read_ipc_stream(lv.stdout)
        except ImportError:
            import pyarrow.ipc

            frame = pyarrow.ipc.open_stream(lv.stdout).read_pandas()
    if lv.returncode != 0:
        sys.exit(lv.returncode)
    return frame


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    print(read(*sys.argv[1:]))
