"""Real datasets with their past, what people do to them, and clones that show the result."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Real:
    """A real history, one of its tables, and what people do to it.

    ``wrong`` names the row that is corrected, ``gone`` the one that is removed. Of the lines that
    git is to show, ``before``, ``after`` and ``removal`` are parts, ``addition`` the end: a number
    that tells the row apart may be made.
    """

    bundle: str
    resource: str
    path: str
    wrong: str
    gone: str
    cells: Mapping[str, str]
    before: str
    after: str
    added: Mapping[str, str]
    addition: str
    removal: str

    @property
    def name(self) -> str:
        """The dataset's name here."""
        return self.bundle.lower().replace("+", "-").replace(".", "-")


SILL = Real(
    bundle="DISIC+sill",
    resource="sill-2020",
    path="2020/sill-2020.csv",
    wrong="Acceleo",
    cells={"version": "3.7.15"},
    before="2,Acceleo,",
    after=",MIMDEV,3.7.15",
    added={"nom": "Data Patch", "fonction": 'Relire "à plusieurs", sans compte'},
    addition=',Data Patch,"Relire ""à plusieurs"", sans compte",,,,,,,,,,,,,,,',
    gone="7zip",
    removal="1,7zip,Compression,",
)
GBFS = Real(
    bundle="MobilityData+gbfs",
    resource="systems",
    path="systems.csv",
    wrong="Dott Abu Dhabi",
    cells={"Location": "Abu Dhabi, United Arab Emirates"},
    before="AE,Dott Abu Dhabi,Abu Dhabi,",
    after='AE,Dott Abu Dhabi,"Abu Dhabi, United Arab Emirates",',
    added={"Country Code": "FR", "Name": "Vélo du Lac", "System ID": "velo_du_lac"},
    addition="FR,Vélo du Lac,,velo_du_lac,,,,,,",
    gone="Careem BIKE",
    removal="AE,Careem BIKE,Dubai,",
)
PORTALS = Real(
    bundle="okfn+dataportals.org",
    resource="portals",
    path="data/portals.csv",
    wrong="africa_open_data",
    cells={"author": "Code for Africa"},
    before="africa_open_data,",
    after=",Code for Africa,",
    added={
        "name": "sete-fr",
        "title": "Sète, données ouvertes",
        "url": "https://data.sete.example.org/",
    },
    addition='sete-fr,"Sète, données ouvertes",https://data.sete.example.org/,,,,,,,,,,,,,,,,,,,',
    gone="a2gov_org",
    removal="a2gov_org,",
)


@dataclass(frozen=True)
class Change:
    """One publication: lines added and removed by git's count, and the lines themselves."""

    counts: tuple[int, int]
    lines: list[str]


@dataclass(frozen=True)
class Clone:
    """A clone of a dataset, and the file of one table in it."""

    folder: Path
    real: Real

    def git(self, *words: str, cwd: Path | None = None) -> str:
        """What stock git prints."""
        done = subprocess.run(
            ["git", *words], cwd=cwd or self.folder, check=True, capture_output=True
        )
        return done.stdout.decode()

    def data(self) -> bytes:
        """The table as it lies in the working tree."""
        return (self.folder / self.real.path).read_bytes()

    def changes(self) -> list[Change]:
        """The last three publications, oldest first: what `git show` says of each."""
        commits = self.git("rev-list", "--first-parent", "-3", "HEAD").split()
        return [self._change(commit) for commit in reversed(commits)]

    def _change(self, commit: str) -> Change:
        show = ("show", "--first-parent", "-m", "--format=")
        (numbers,) = self.git(*show, "--numstat", commit).splitlines()
        added, removed, path = numbers.split("\t")
        assert path == self.real.path
        lines = self.git(*show, "-U0", commit).split("\n")  # a carriage return is part of a line
        kept = [
            line for line in lines if line.startswith(("+", "-")) and line[:3] not in ("+++", "---")
        ]
        return Change((int(added), int(removed)), kept)
