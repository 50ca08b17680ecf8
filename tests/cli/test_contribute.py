"""``datapatch contribute``: a file becomes a contribution, or says what it would change."""

from pathlib import Path

from datapatch.workflow.contributions import read_receipt, waiting_contributions
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, PLACES, PLACES_CSV, import_places
from tests.cli.conftest import Run
from tests.faulty import WRONG, import_strict_places
from tests.webui.sent import changed_lines, waiting


def test_an_edited_copy_is_told_then_sent(run: Run, instance: Instance, tmp_path: Path) -> None:
    """A dry run sends nothing; then the receipt's address is printed."""
    import_places(instance)
    copy = tmp_path / "copy.csv"
    copy.write_bytes(PLACES_CSV.replace("Nîmes".encode(), "Alès".encode()))
    dry = run("contribute", str(PLACES), copy, "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert dry.out == "Rows added: 0, changed: 1 (in 1 cells), removed: 0.\n"
    sent = run("contribute", str(PLACES), copy, "--name", "Amine", "--message", "They moved")
    record = read_receipt(instance, sent.out.strip().rsplit("/", 1)[-1])
    assert (record.state, record.author_name, record.message) == ("open", "Amine", "They moved")
    assert changed_lines(instance, record)[1] == "+p3,Cyber-base,Alès,+33465710003,cours"


def test_rows_that_are_missing_stay_unless_wanted(
    run: Run, instance: Instance, tmp_path: Path
) -> None:
    """They are counted, and removed with --remove alone; what is no file ends with 2."""
    import_places(instance)
    copy = tmp_path / "part.csv"
    copy.write_bytes(b"".join(PLACES_CSV.splitlines(keepends=True)[:3]))
    assert "lacks: 1" in run("contribute", str(PLACES), copy, "--dry-run").out
    removing = run("contribute", str(PLACES), copy, "--dry-run", "--remove")
    assert "removed: 1" in removing.out
    assert run("contribute", str(PLACES), tmp_path / "none.csv").code == 2


def test_faulty_rows_are_refused(run: Run, instance: Instance, tmp_path: Path) -> None:
    """With the reasons, as a form would refuse them; --skip-faulty sends the rest."""
    import_strict_places(instance)
    copy = tmp_path / "copy.csv"
    copy.write_text(WRONG)
    refused = run("contribute", str(PLACES), copy)
    assert refused.code == 2
    assert "2 rows cannot be published as they are" in refused.err
    assert "telephone" in refused.err
    assert waiting_contributions(instance, OPERATOR) == ()
    assert run("contribute", str(PLACES), copy, "--skip-faulty").code == 0
    assert len(changed_lines(instance, waiting(instance))) == 2
