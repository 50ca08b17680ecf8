"""Many changes from a file: an edited copy or a patch is looked at, then sent."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from datapatch.accounts.policy import ANONYMOUS
from datapatch.config import Limits
from datapatch.errors import LimitExceeded
from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.bulk_drafts import draft_of
from datapatch.workflow.proposals.bulk_uploads import keep_file, prepare
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV, Staff, import_places, make_instance
from tests.webui.browsing import Form, parsed, words
from tests.webui.sent import changed_lines, waiting
from tests.workflow.walking import published_text, suggest

pytestmark = pytest.mark.usefixtures("in_no_time")

UPLOAD = "/hub/places/upload"
TEXT = PLACES_CSV.decode()


def bring(client: FlaskClient, data: bytes, file: str) -> TestResponse:
    """Bring a file; where the answer leads."""
    answer = client.post(UPLOAD, data={"file": (io.BytesIO(data), file)})
    return client.get(answer.location) if answer.status_code == 303 else answer


def send(client: FlaskClient, preview: TestResponse, **about: str) -> TestResponse:
    """Send what a preview shows."""
    return Form(parsed(preview), "#send-form").fill(**about).send(client)


def test_an_edited_workbook_becomes_one_contribution(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """Change a cell, add a row: the preview counts both, and nothing else is published."""
    book = load_workbook(io.BytesIO(client.get("/hub/places/places.xlsx").data))
    sheet = book.active
    assert sheet is not None
    sheet["D3"] = "0467"
    sheet.append(["", "La Gare", "Lunel", "'+33467", "wifi"])
    kept = io.BytesIO()
    book.save(kept)
    preview = bring(client, kept.getvalue(), "my copy.xlsx")
    assert "1 row added" in words(preview)
    assert "1 row changed in 1 cell" in words(preview)
    answer = send(client, preview, public_name="Amine", message="From our inventory")
    assert "my copy" not in client.get(answer.location).text
    record = waiting(instance)
    assert (record.origin, record.author_name, record.kind) == ("file", "Amine", "mixed")
    accept(instance, staff.moderator, record.id, now=NOON)
    *rows, last = published_text(instance).splitlines()
    assert rows == TEXT.replace("Montpellier,,", "Montpellier,0467,").splitlines()
    assert last.endswith(",La Gare,Lunel,+33467,wifi")
    assert last.split(",")[0]


def test_an_old_copy_is_compared_with_its_own_revision(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """What others changed since the copy was taken is not turned back, named or not."""
    taken = client.get("/hub/places/places.csv?dialect=excel-fr")
    name = taken.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    other = suggest(instance, "p1", {"commune": "Frontignan"})
    accept(instance, staff.moderator, other.id, now=NOON)
    edited = taken.data.decode().replace("Nîmes", "Alès").encode()
    for file in (name, "renamed.csv"):
        preview = bring(client, edited, file)
        assert "1 row changed in 1 cell" in words(preview)
        assert "the table changed since" in words(preview).lower()
    send(client, preview)
    assert changed_lines(instance, waiting(instance)) == [
        "-p3,Cyber-base,Nîmes,+33465710003,cours",
        "+p3,Cyber-base,Alès,+33465710003,cours",
    ]


def test_a_filtered_copy_removes_nothing_unless_that_is_wanted(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Rows that the file lacks stay; a link on the preview removes them too, and shows them."""
    part = "\n".join(TEXT.replace("Sète,+", "Agde,+").splitlines()[:2]).encode()
    preview = bring(client, part, "part.csv")
    assert "2 rows of the table are not in your file: they stay" in words(preview)
    assert "holds a part of the table only" in words(preview)
    link = parsed(preview).find("a", string="Remove them too")
    assert link is not None
    removing = client.get(str(link["href"]))
    assert "2 rows removed" in words(removing)
    send(client, removing)
    assert len(waiting(instance).patches[0].changes) == 3


def test_a_patch_of_git_becomes_a_contribution(
    client: FlaskClient, instance: Instance, dataset: DatasetName, tmp_path: Path
) -> None:
    """The mail that git format-patch writes brings its author's name and its subject along."""
    clone = tmp_path / "clone"
    git = ["git", "-C", str(clone), "-c", "user.name=Zoé Roux", "-c", "user.email=z@example.org"]
    source = instance.repositories(dataset).published_path
    subprocess.run(["git", "clone", "-q", "-b", "main", source, clone], check=True)
    file = next(clone.rglob("places.csv"))
    file.write_text(file.read_text().replace("Nîmes", "Alès"))
    subprocess.run([*git, "commit", "-qam", "Le cyber-base est à Alès"], check=True)
    made = subprocess.run([*git, "format-patch", "-1", "--stdout"], check=True, capture_output=True)
    preview = bring(client, made.stdout, "0001-move.patch")
    form = Form(parsed(preview), "#send-form")
    assert form.values["public_name"] == "Zoé Roux"
    assert form.values["message"] == "Le cyber-base est à Alès"
    form.send(client)
    assert changed_lines(instance, waiting(instance))[1] == "+p3,Cyber-base,Alès,+33465710003,cours"
    refused = bring(client, made.stdout.replace(b"Cyber-base", b"Other"), "wrong.patch")
    assert "where the patch expects" in words(refused)


@pytest.mark.parametrize(
    ("data", "file", "said"),
    [
        (PLACES_CSV, "same.csv", "Nothing differs from what is published"),
        (b"a,b\n1,2\n", "other.csv", "No column of this file"),
        (b"nom,commune\nx,y\n", "nokey.csv", "lacks “id”"),
        (b"\0\1\2", "broken.xlsx", "broken.xlsx"),
        (b"hello", "note.patch", "note.patch"),
        (b"x", "photo.jpeg", "is not a format known here"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_file(
    client: FlaskClient, dataset: DatasetName, data: bytes, file: str, said: str
) -> None:
    """One sentence, on the page where another file can be brought."""
    answer = bring(client, data, file)
    assert answer.status_code == 400
    assert said in words(answer)
    assert Form(parsed(answer)).control("file")


def test_a_wrong_address_sends_nothing(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The page comes back with what was typed."""
    preview = bring(client, TEXT.replace("Nîmes", "Alès").encode(), "copy.csv")
    answer = send(client, preview, email="nobody", message="Please")
    assert answer.status_code == 400
    assert Form(parsed(answer), "#send-form").values["message"] == "Please"
    assert waiting_contributions(instance, OPERATOR) == ()


def test_a_repeated_identifier_is_a_row_to_correct(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """It is named, and where nothing else changes nothing can be sent."""
    preview = bring(client, f"{TEXT}p1,Encore,Sète,,wifi\n".encode(), "twice.csv")
    assert "the same identifier; look at them: p1" in words(preview)
    assert "1 row to correct first" in words(preview)
    page = parsed(preview)
    assert page.select_one("#send-form") is None
    assert page.find("a", href=re.compile("leave_out")) is None


def test_a_large_file_is_read_by_a_job_and_the_page_waits(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Until the job has read it the page looks again by itself; then it shows what changes."""
    file = SourceFile("copy.csv", TEXT.replace("Nîmes", "Alès").encode())
    key = keep_file(instance, ANONYMOUS, dataset, file, now=NOON)
    waits = client.get(f"{UPLOAD}/{key}")
    assert waits.headers["Refresh"]
    assert "Your file is being read" in words(waits)
    assert client.post(f"{UPLOAD}/{key}").status_code == 303
    prepare(instance, dataset, key)
    assert "1 row changed in 1 cell" in words(client.get(f"{UPLOAD}/{key}"))
    assert client.get(f"{UPLOAD}/{'0' * 32}").status_code == 404


def test_a_file_may_hold_more_than_a_form_and_not_more_than_the_limit(tmp_path: Path) -> None:
    """Up to the operator's limit one file is one contribution; beyond, a sentence says so."""
    instance = make_instance(tmp_path, limits=Limits(patch_changes=1, upload_changes=2))
    import_places(instance)
    record = find_dataset(instance, OPERATOR, PLACES)
    two = SourceFile("two.csv", TEXT.replace("wifi", "fibre").encode())
    assert len(draft_of(instance, record, two).patch.changes) == 2
    every = TEXT.replace("+334", "+339").replace("lier,,", "lier,1,")
    three = SourceFile("three.csv", every.encode())
    with pytest.raises(LimitExceeded, match="2 is the most"):
        draft_of(instance, record, three)
    instance.database.close()
