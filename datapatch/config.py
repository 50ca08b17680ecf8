"""The settings of one instance, read once from the environment by entry points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where mail goes: an SMTP server, or a folder of ``.eml`` files when ``host`` is empty."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    sender: str = field(default="Data Patch <noreply@localhost>")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import or a push may hold, and how many contributions come in an hour (0: any)."""

    file_bytes: int = 200_000_000
    fields: int = 1_000
    push_bytes: int = 300_000_000
    patch_changes: int = 1_000
    contributions_hourly: int = 5_000
    upload_changes: int = 20_000
    """Rows that an uploaded file may change in one contribution."""
    uploads_bytes: int = 2_000_000_000
    """What all files together may hold that were uploaded and not sent yet."""


@dataclass(frozen=True, slots=True)
class PartSizes:
    """From which size on a table is kept in parts, and how large these are.

    A part that has ``least`` of either ends at the next row that its content chooses, one of
    ``chosen``; at ``greatest`` of either it ends in any case.
    """

    rows: int = 50_000
    size: int = 8_000_000
    least_rows: int = 500
    least_size: int = 128_000
    greatest_rows: int = 2_000
    greatest_size: int = 512_000
    chosen: int = 500

    def is_large(self, rows: int, size: int) -> bool:
        """Whether a table of so many rows and bytes is kept in parts."""
        return rows > self.rows or size > self.size


@dataclass(frozen=True, slots=True)
class QueryConfig:
    """What queries of large tables may use in each process: bytes, and threads (0: all cores)."""

    memory: int = 512_000_000
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an operator can set. ``home`` is all there is to back up."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 5000
    base_url: str = "http://127.0.0.1:5000"
    database_url: str = ""
    redis_url: str = ""
    language: str = "fr"
    development: bool = False
    sample: bool = True
    proxies: int = 0
    """How many proxies of ours stand before the server; what they say of a sender is believed."""
    undo_seconds: int = 10
    """For how long a verdict can be taken back before it is carried out."""
    mail: MailConfig = field(default_factory=MailConfig)
    limits: Limits = field(default_factory=Limits)
    parts: PartSizes = field(default_factory=PartSizes)
    queries: QueryConfig = field(default_factory=QueryConfig)

    @property
    def repos(self) -> Path:
        """Where dataset repositories lie."""
        return self.home / "repos"

    @property
    def instance(self) -> Path:
        """Database, broker, caches, secrets."""
        return self.home / "instance"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL: what was set, else SQLite in the instance folder."""
        return self.database_url or f"sqlite:///{self.instance / 'datapatch.sqlite'}"

    @property
    def noreply_domain(self) -> str:
        """The domain of the addresses in commits, from the public address of the instance."""
        host = self.base_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
        return f"noreply.{host}"


def config_from_environment(environ: Mapping[str, str], folder: Path) -> Config:
    """The configuration that ``DATAPATCH_*`` variables describe.

    ``folder`` is the home when ``DATAPATCH_HOME`` is not set: the checkout.
    """
    get = environ.get
    host, port = get("DATAPATCH_HOST", "127.0.0.1"), int(get("DATAPATCH_PORT", "5000"))
    return Config(
        home=Path(get("DATAPATCH_HOME") or folder).resolve(),
        host=host,
        port=port,
        base_url=get("DATAPATCH_URL", f"http://{host}:{port}").rstrip("/"),
        database_url=get("DATAPATCH_DATABASE_URL", ""),
        redis_url=get("DATAPATCH_REDIS_URL", ""),
        language=get("DATAPATCH_LANGUAGE", "fr"),
        development=get("DATAPATCH_DEVELOPMENT", "") == "1",
        sample=get("DATAPATCH_SAMPLE", "1") != "0",
        proxies=int(get("DATAPATCH_PROXIES", "0")),
        undo_seconds=int(get("DATAPATCH_UNDO_SECONDS", "10")),
        mail=_mail(environ),
        limits=_limits(environ),
        parts=PartSizes(
            rows=int(get("DATAPATCH_PARTS_FROM_ROWS", PartSizes().rows)),
            size=int(get("DATAPATCH_PARTS_FROM_BYTES", PartSizes().size)),
        ),
        queries=_queries(environ),
    )


def _mail(environ: Mapping[str, str]) -> MailConfig:
    return MailConfig(
        host=environ.get("DATAPATCH_SMTP_HOST", ""),
        port=int(environ.get("DATAPATCH_SMTP_PORT", "25")),
        user=environ.get("DATAPATCH_SMTP_USER", ""),
        password=environ.get("DATAPATCH_SMTP_PASSWORD", ""),
        starttls=environ.get("DATAPATCH_SMTP_STARTTLS", "") == "1",
        sender=environ.get("DATAPATCH_MAIL_FROM", MailConfig().sender),
    )


def _limits(environ: Mapping[str, str]) -> Limits:
    defaults = Limits()
    return Limits(
        file_bytes=int(environ.get("DATAPATCH_MAX_FILE_BYTES", defaults.file_bytes)),
        fields=int(environ.get("DATAPATCH_MAX_FIELDS", defaults.fields)),
        push_bytes=int(environ.get("DATAPATCH_MAX_PUSH_BYTES", defaults.push_bytes)),
        patch_changes=int(environ.get("DATAPATCH_MAX_PATCH_CHANGES", defaults.patch_changes)),
        contributions_hourly=int(
            environ.get("DATAPATCH_MAX_CONTRIBUTIONS_HOURLY", defaults.contributions_hourly)
        ),
        upload_changes=int(environ.get("DATAPATCH_MAX_UPLOAD_CHANGES", defaults.upload_changes)),
        uploads_bytes=int(environ.get("DATAPATCH_MAX_UPLOADS_BYTES", defaults.uploads_bytes)),
    )


def _queries(environ: Mapping[str, str]) -> QueryConfig:
    defaults = QueryConfig()
    return QueryConfig(
        memory=int(environ.get("DATAPATCH_QUERY_MEMORY", defaults.memory)),
        threads=int(environ.get("DATAPATCH_QUERY_THREADS", defaults.threads)),
    )
