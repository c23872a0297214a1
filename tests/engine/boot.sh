#!/bin/sh
# Boots a real Docker Engine from Debian's packages for tests. Usage (as root): boot.sh ROOT STORE [SUITE]
#
# It lives in a root folder and a mount namespace of its own, with its own data, socket and process id file; the host's
# engine, if there is one, is not touched, and no network is set up. STORE: overlay2 or containerd.
# The packages come from the mirror that this machine's apt is set to. First time: about a minute; then some seconds.
# Afterwards ROOT/engine is /engine for the engine and its client: engine.sock, engine.pid, engine.log.
set -eu
ROOT=$1
STORE=$2
SUITE=${3:-trixie}

mirror() {
  # deb822 files first (URIs:), then one-line files (deb [options] URI ...); the first Debian archive counts.
  {
    sed -n 's/^URIs:[[:space:]]*//p' /etc/apt/sources.list.d/*.sources 2>/dev/null
    sed -n 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}//p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
  } | awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^https?:/ && $i ~ /debian\/?$/) { print $i; exit } }'
}

install_packages() {
  url=$(mirror)
  [ -n "$url" ] || url=http://deb.debian.org/debian
  command -v debootstrap >/dev/null || {
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends debootstrap >/dev/null
  }
  script=
  [ -e "/usr/share/debootstrap/scripts/$SUITE" ] || script=/usr/share/debootstrap/scripts/sid
  # Only the engine and its client run in there, never anything that a user would keep: signatures are checked where a
  # keyring is installed.
  keyring=--no-check-gpg
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] && keyring=--keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  rm -rf --one-file-system "$ROOT.part"
  debootstrap --variant=minbase "$keyring" --include=docker.io,docker-cli,docker-buildx,busybox-static \
    "$SUITE" "$ROOT.part" "$url" $script >"$ROOT.log" 2>&1 || { tail -n 5 "$ROOT.log" >&2; exit 1; }
  mv "$ROOT.part" "$ROOT"
}

[ -x "$ROOT/usr/sbin/dockerd" ] || { mkdir -p "$(dirname "$ROOT")"; install_packages; }
mkdir -p "$ROOT/engine" "$ROOT/outside" "$ROOT/work"
case $STORE in containerd) with_containerd=true ;; *) with_containerd=false ;; esac
rm -f "$ROOT/engine/engine.pid" "$ROOT/engine/engine.sock"
cat >"$ROOT/engine/daemon.json" <<J
{"features": {"containerd-snapshotter": $with_containerd}}
J
cat >"$ROOT/engine/inside.sh" <<'I'
#!/bin/sh
exec dockerd --config-file /engine/daemon.json --data-root /engine/data --exec-root /engine/run \
  --pidfile /engine/engine.pid -H unix:///engine/engine.sock --iptables=false --ip6tables=false --bridge=none \
  >/engine/engine.log 2>&1
I
cat >"$ROOT/engine/enter.sh" <<E
#!/bin/sh
set -e
mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
cd "$ROOT"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
pivot_root . outside
umount -l /outside
exec chroot . /bin/sh /engine/inside.sh
E
setsid unshare --mount sh "$ROOT/engine/enter.sh" >"$ROOT/engine/enter.log" 2>&1 </dev/null &
for _ in $(seq 120); do
  chroot "$ROOT" /usr/bin/docker -H unix:///engine/engine.sock version --format '{{.Server.Version}}' 2>/dev/null && exit 0
  sleep 0.25
done
echo "the engine did not come up:" >&2
tail -n 3 "$ROOT/engine/enter.log" "$ROOT/engine/engine.log" >&2
exit 1
