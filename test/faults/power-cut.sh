#!/bin/bash
# Cuts the power of the disk under the embedded store while it accepts and answers, and looks what is left. The disk is an
# ext4 image in memory: what had reached it when the writer stopped is copied at once, mounted, and opened as after a cut.
# Needs root, loop devices and a built program. CUTS=200 test/faults/power-cut.sh
set -eu
cd "$(dirname "$0")/../.."
cuts=${CUTS:-5}
base=$(mktemp -d /dev/shm/lanpya-cut.XXXXXX)
writer=
clean() {
  [ -z "$writer" ] || kill -KILL "$writer" 2> /dev/null || true
  umount -q "$base/live" "$base/after" 2> /dev/null || true
  rm -rf "$base"
}
trap clean EXIT
mkdir "$base/live" "$base/after"

for cut in $(seq "$cuts"); do
  rm -f "$base/disk" "$base/copy"
  truncate -s 64M "$base/disk"
  mkfs.ext4 -q -F "$base/disk"
  mount -o loop "$base/disk" "$base/live"
  node test/store/accepting.mjs "$PWD/dist/src/store/sqlite.js" "$base/live/store" "cut$cut" > "$base/said" &
  writer=$!
  until [ -s "$base/said" ]; do sleep 0.05; done
  # Some moment of the next second and a half.
  sleep "$((RANDOM % 2)).$((RANDOM % 500 + 100))"
  kill -STOP "$writer"
  cp --sparse=always "$base/disk" "$base/copy"
  kill -KILL "$writer"
  wait "$writer" 2> /dev/null || true
  writer=
  umount "$base/live"
  mount -o loop "$base/copy" "$base/after"
  node test/faults/power-cut-check.mjs "$PWD/dist/src/store/sqlite.js" "$base/after/store" "$base/said"
  umount "$base/after"
done
echo "$cuts cuts: nothing that was acknowledged is lost"
