#!/usr/bin/env python3
"""Read a table of a LakeVersion lake, as a tag or any other revision has it, into Python by a pipe.

    python3 read_tag.py LAKE TABLE REVISION

Gives a Polars or a pandas frame (by PyArrow), whichever is installed, from an Arrow stream; without them a list of
dictionaries of strings, from CSV. Nothing is written to disk. `lv` must be on the PATH, or be named by the environment
variable LV, for instance LV="dotnet run --project ../../src/LakeVersion.Cli --".
"""
import csv
import io
import os
import shlex
import subprocess
import sys


def pipe(lake, table, revision, form, parse):
    command = shlex.split(os.environ.get("LV", "lv"))
    command += ["table", "read", table, "--lake", lake, "--at", revision, "--format", form, "-o", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as lv:
        rows = parse(lv.stdout)
    if lv.returncode != 0:
        sys.exit(lv.returncode)
    return rows


def read(lake, table, revision):
    try:
        import polars

        return pipe(lake, table, revision, "arrow", lambda stream: polars.read_ipc_stream(stream.read()))
    except ImportError:
        pass
    try:
        import pyarrow.ipc

        return pipe(lake, table, revision, "arrow", lambda stream: pyarrow.ipc.open_stream(stream).read_pandas())
    except ImportError:
        return pipe(lake, table, revision, "csv", lambda stream: list(csv.DictReader(io.TextIOWrapper(stream, "utf-8", newline=""))))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    rows = read(*sys.argv[1:])
    print(rows if not isinstance(rows, list) else f"{len(rows)} rows; the first: {rows[0] if rows else None}")
