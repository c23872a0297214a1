#!/bin/sh
# Lists the ferry routes of config/routes.ini.
set -eu

config=/ferry/config/routes.ini
if [ "${1:-}" = --check ]; then
  grep -q '^\[' "$config" && echo "$config: fine"
  exit
fi
sed -n 's/^\[\(.*\)\]$/\1/p' "$config"
