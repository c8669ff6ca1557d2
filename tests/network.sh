#!/usr/bin/env bash
# Two hosts on one PostgreSQL, each in a network namespace of its own; one is cut off and comes back.
# Run as root where iproute2 and PostgreSQL's programs are present:
#
#   tests/network.sh [PROGRAM]        # target/debug/diaodu unless said
#
# Prints what happened and ends with 1 where a report that was acknowledged is missing.
set -euo pipefail
program=$(realpath "${1:-$(dirname "$0")/../target/debug/diaodu}")
[ "$(id -u)" = 0 ] && command -v ip >/dev/null || { echo "skipped: needs root and iproute2"; exit 0; }
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$postgres" ] || { echo "skipped: no PostgreSQL below /usr/lib/postgresql"; exit 0; }

tag=dd$$
work=$(mktemp -d /tmp/diaodu-network-XXXXXX)
as_nobody() { setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
in_host() { local host=$1; shift; ip netns exec "$tag-$host" "$@"; }
finish() {
  in_host db setpriv --reuid=nobody --regid=nogroup --clear-groups "$postgres/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
  for host in db one two; do ip netns delete "$tag-$host" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
chmod 755 "$work"

# A bridge in the database's namespace; a pair of interfaces to each host.
for host in db one two; do ip netns add "$tag-$host"; in_host "$host" ip link set lo up; done
in_host db ip link add bridge type bridge
in_host db ip addr add 10.99.7.1/24 dev bridge
in_host db ip link set bridge up
address=10
for host in one two; do
  address=$((address + 1))
  ip link add "$tag$host" type veth peer name eth0 netns "$tag-$host"
  ip link set "$tag$host" netns "$tag-db"
  in_host db ip link set "$tag$host" master bridge up
  in_host "$host" ip addr add "10.99.7.$address/24" dev eth0
  in_host "$host" ip link set eth0 up
done

mkdir "$work/data"; chown -R nobody "$work/data"
as_nobody "$postgres/initdb" -D "$work/data" -U desk -A trust -E UTF8 -N >/dev/null
echo "host all all 10.99.7.0/24 trust" >>"$work/data/pg_hba.conf"
in_host db setpriv --reuid=nobody --regid=nogroup --clear-groups "$postgres/pg_ctl" -D "$work/data" -w \
  -o "-c listen_addresses=10.99.7.1 -c unix_socket_directories=$work/data" -l "$work/data/log" start >/dev/null
export DIAODU_LEDGER="postgres://desk@10.99.7.1/postgres?connect_timeout=2"
export HOME="$work"

# Files N reports of one project, one after the other, from a host; a line for each that was acknowledged.
file() {
  local host=$1 project=$2 from=$3 to=$4
  for number in $(seq "$from" "$to"); do
    # The same request id makes asking again harmless.
    until in_host "$host" "$program" report file "$project" --month 2021-03 --invested "$number" \
        --text 进展 --started 2021-03-02 --reason "第 $number 次" --request-id "$project-$number" >/dev/null 2>>"$work/said"; do
      code=$?
      case $code in 5 | 6) ;; *) echo "exit $code"; tail -n 3 "$work/said"; return 1 ;; esac
    done
    echo "$project-$number" >>"$work/acknowledged"
  done
}

echo "both hosts file:"
file one 2021-1-431 1 5 & file two 2021-1-544 1 5 & wait %1 %2
in_host two "$program" report list --month 2021-03 --plain

echo "host two is cut off in the middle of its filing:"
file two 2021-1-544 6 15 & second=$!
until grep -q 2021-1-544-7 "$work/acknowledged"; do sleep 0.1; done
in_host db ip link set "${tag}two" down
begun=$(date +%s%N)
file one 2021-1-431 6 15
echo "host one filed ten meanwhile, in $((($(date +%s%N) - begun) / 1000000)) ms; what host two says:"
until [ -s "$work/said" ]; do sleep 0.1; done
tail -n 2 "$work/said"

echo "host two is back:"
in_host db ip link set "${tag}two" up
wait "$second"
acknowledged=$(wc -l <"$work/acknowledged")
stored=0
for project in 2021-1-431 2021-1-544; do
  stored=$((stored + $(in_host one "$program" report history "$project" --month 2021-03 --json | grep -o '"revision": *[0-9]*' | sort -u | wc -l)))
done
in_host one "$program" verify --plain
echo "$acknowledged acknowledged, $stored stored"
[ "$acknowledged" = 30 ] && [ "$stored" = 30 ]
