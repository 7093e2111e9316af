"""A container of ours, without a container engine: it writes to /tmp alone, as a user without rights."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

USER = 10001  # as the Dockerfile has it
# In a mount namespace of its own: what is to be seen is put aside, /tmp (and a home that only its owner may
# enter) emptied, and it is put back where it was, read-only as all the rest.
CONFINE = """
mount -t tmpfs tmpfs /mnt
number=0
for path in $VISIBLE; do
  mkdir /mnt/$number; mount --bind "$path" /mnt/$number; number=$((number + 1))
done
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=0755 tmpfs "$HOME"
number=0
for path in $VISIBLE; do
  mkdir -p "$path"; mount --bind /mnt/$number "$path"; mount -o remount,bind,ro "$path"
  number=$((number + 1))
done
mount -o remount,ro "$HOME"
mount -o remount,bind,ro /
export HOME=/tmp
exec setpriv --reuid $USER_ID --regid $USER_ID --clear-groups --no-new-privs --bounding-set=-all "$@"
"""


def confined(command: Sequence[str], *, visible: Sequence[Path]) -> tuple[str, ...]:
    """The command that runs `command` so; `visible` are folders below /tmp or home that it needs.

    Its process is the command itself in the end. Skips where this takes rights that the test hasn't.
    """
    if os.geteuid() or not (shutil.which("unshare") and shutil.which("setpriv")):
        pytest.skip("needs root, unshare and setpriv")
    assert not any(" " in str(path) for path in visible)
    environment = (f"VISIBLE={' '.join(map(str, visible))}", f"USER_ID={USER}")
    shell = ("unshare", "--mount", "--propagation", "private", "sh", "-euc", CONFINE, "sh")
    return ("env", *environment, *shell, *command)
