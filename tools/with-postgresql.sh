#!/bin/sh
# with-postgresql.sh COMMAND...: runs it with a PostgreSQL to test on, where one can be had:
# the one that DATAPATCH_TEST_POSTGRESQL names, one that answers on this machine, else one that
# is made in a temporary folder and removed at the end.
default=postgresql://postgres@127.0.0.1:5432/test
if [ -n "${DATAPATCH_TEST_POSTGRESQL:-}" ] || psql -w -c 'select 1' "$default" >/dev/null 2>&1; then
    exec "$@"
fi
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && programs=$folder
done
[ -n "${programs:-}" ] || exec "$@"

data=$(mktemp -d /tmp/datapatch-postgresql.XXXXXX)
as_owner=
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
    chown postgres "$data"
    as_owner="runuser -u postgres --"
fi
finish() {
    $as_owner "$programs/pg_ctl" -D "$data/cluster" -m immediate stop >/dev/null 2>&1
    rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
if $as_owner "$programs/initdb" -D "$data/cluster" -U postgres -A trust >/dev/null &&
    $as_owner "$programs/pg_ctl" -D "$data/cluster" -w -l "$data/log" \
        -o "-c listen_addresses='' -c fsync=off -k $data" start >/dev/null; then
    export DATAPATCH_TEST_POSTGRESQL="postgresql://postgres@/postgres?host=$data"
fi
"$@"
