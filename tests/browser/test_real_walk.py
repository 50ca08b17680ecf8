"""The walk on real datasets with their past: what git holds afterwards, line by line."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.sites import ADMINISTRATOR, Site
from tests.browser.visiting import Visitor
from tests.browser.walking import Walk
from tests.serving.conftest import datapatch

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Real:
    """A real history, one of its tables, and what people do to it.

    ``wrong`` names the row that is corrected, ``gone`` the one that is removed; the lines are those
    that git is to show.
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
    added={"ID": "999", "nom": "Data Patch", "fonction": 'Relire "à plusieurs", sans compte'},
    addition='999,Data Patch,"Relire ""à plusieurs"", sans compte",,,,,,,,,,,,,,,',
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


@pytest.mark.parametrize("real", [SILL, GBFS, PORTALS], ids=lambda real: real.name)
def test_each_commit_touches_its_line_and_no_other_byte(
    real: Real, site: Site, visitor: Visitor, real_data: Path, tmp_path: Path
) -> None:
    """A correction, an addition and a removal by browser are one line each in `git show`."""
    address = adopt(real, site, real_data)
    clone = Clone(tmp_path / "clone", real)
    clone.git("clone", "--quiet", f"{address}.git", str(clone.folder), cwd=tmp_path)
    first = clone.data()
    walk = Walk(visitor, "en", dataset=f"/real/{real.name}")

    publish(walk, correct(walk, real))
    publish(walk, add(walk, real))
    publish(walk, remove(walk, real))
    clone.git("pull", "--quiet")

    corrected, added, removed = clone.changes()
    assert [change.counts for change in (corrected, added, removed)] == [(1, 1), (1, 0), (0, 1)]
    assert real.before in corrected.lines[0]
    assert real.after in corrected.lines[1]
    assert added.lines == [f"+{real.addition}"]
    assert removed.lines[0].startswith(f"-{real.removal}")
    old, new = (line[1:].encode() for line in corrected.lines)
    without = first.replace(removed.lines[0][1:].encode() + b"\n", b"")
    assert clone.data() == without.replace(old, new) + added.lines[0][1:].encode() + b"\n"


def adopt(real: Real, site: Site, folder: Path) -> str:
    """Import the history beside the sample, as an operator does; its address."""
    bundle = str(folder / "histories" / f"{real.bundle}.bundle")
    where = ("--workspace", "real", "--name", real.name)
    home, url = site.instance.config.home, {"DATAPATCH_URL": site.address}
    done = datapatch("import", bundle, *where, home=home, **url)
    assert done.returncode == 0, done.stderr
    return f"{site.address}/real/{real.name}"


def find(walk: Walk, real: Real, words: str) -> Page:
    """The page of the row that is called this."""
    page = walk.browse(f"{walk.dataset}/?resource={real.resource}&q={words}")
    page.get_by_role("link", name=words, exact=True).first.click()
    return page


def correct(walk: Walk, real: Real) -> str:
    """Suggest a correction; its number for the moderator."""
    page = find(walk, real, real.wrong)
    walk.press(page, "Suggest a change")
    return fill(walk, page, "Send", real.cells)


def add(walk: Walk, real: Real) -> str:
    """Suggest a new row."""
    page = walk.browse(f"{walk.dataset}/?resource={real.resource}")
    walk.press(page, "Suggest an addition")
    return fill(walk, page, "Send", real.added)


def remove(walk: Walk, real: Real) -> str:
    """Report a row as gone."""
    page = find(walk, real, real.gone)
    walk.press(page, "Report as gone")
    page.get_by_label("It closed for good").check()
    return fill(walk, page, "Report as gone", {})


def fill(walk: Walk, page: Page, button: str, cells: Mapping[str, str]) -> str:
    """Send the form in front; what the contribution is called."""
    for folded in page.locator("details.more:not([open]) > summary").all():
        folded.click()
    walk.send(page, button, **cells)
    return page.locator("main .intro, .page-header p").first.inner_text()


def publish(walk: Walk, label: str) -> None:
    """Accept what waits under this name."""
    desk = walk.browse("/queue?dataset=" + walk.dataset.strip("/"), ADMINISTRATOR)
    desk.locator(".queue a", has_text=label).click()
    walk.press(desk, "Accept")
    desk.get_by_text(walk.say("Published: %(title)s.", title=label)).wait_for()


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
        lines = self.git(*show, "-U0", commit).splitlines()
        kept = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
        return Change((int(added), int(removed)), kept)
