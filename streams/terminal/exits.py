"""What the command's exit codes mean, and the errors that end it with one line."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `diplomacy`; every verb uses these and no others."""

    DONE = 0
    REFUSED = 1
    """Some input was refused or could not be coded; all the rest was done."""
    USAGE = 2
    """Wrong arguments, or a file that can't be read: nothing was done."""
    SETTINGS = 3
    """A setting is missing or wrong."""
    BROKER = 4
    """The broker did not answer, or refused."""
    INCOMPLETE = 5
    """Time ran out before all was done."""
    FAILED = 70
    """A fault of the program itself (sysexits' EX_SOFTWARE); please report it."""
    INTERRUPTED = 130
    """Ctrl-C."""


class UsageError(Exception):
    """The arguments name something that isn't there; the message says what and what to give instead."""


EXIT_CODES_HELP = """\
exit codes:
  0  done
  1  some input was refused or could not be coded; the rest was done
  2  wrong arguments, or a file that can't be read
  3  a setting is missing or wrong (see `diplomacy settings`)
  4  the broker did not answer, or refused
  5  time ran out before all was done
  70 a fault of the program itself (DIPLOMACY_LOG_LEVEL=debug shows where)
  130 interrupted by Ctrl-C"""
