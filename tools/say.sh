#!/bin/sh
# say.sh ENGLISH FRENCH: prints the one that the reader's language asks for.
# (Before the environment is built there is no gettext to ask.)
case "${DATAPATCH_LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in
fr*) printf '%s\n' "$2" ;;
*) printf '%s\n' "$1" ;;
esac
