#!/bin/sh
# Reports that this beacon is alive, every minute.
set -eu

version=$(cat /etc/beacon-version)
while :; do
  jq -n --arg version "$version" '{alive: true, version: $version}' |
    curl -fsS --json @- "$HARBOR_URL/beacons" || echo "harbor does not answer" >&2
  sleep 60
done
