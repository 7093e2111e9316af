"""`python -m tests.stories`: the figures of the scenario, with events as told and as the coder gives them."""

from __future__ import annotations

from streams.core.coder import load_coder
from streams.core.places import built_in_gazetteer
from tests.stories.figures import figures
from tests.stories.running import as_coded, as_told
from tests.stories.scenario import scenario


def main() -> None:
    """Print both."""
    printed = scenario()
    gazetteer = built_in_gazetteer()
    print(f"{len(printed)} articles\n\nevents as told")
    print(figures(printed, [as_told(each, gazetteer) for each in printed]))
    print("\nevents as coded")
    print(figures(printed, as_coded(printed, load_coder())))


if __name__ == "__main__":
    main()
