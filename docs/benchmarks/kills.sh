#!/bin/bash
# Kills import, forget, prune, copy, init --upgrade and index rebuild at random moments: kills.sh [COUNT] [SEED]
#
# Each trial starts one of them on a repository of some MiB in $TMPDIR, sends it SIGKILL at a random moment of its life, and then reads all:
# `verify --read-data` must find no damage, each snapshot that was reported as stored must be there, and each that is there must hold
# exactly the pages of its dump and be found by a search. Ends at the first trial of which that is not so, and prints how many of each were killed.
# The same seed gives the same dumps, commands and shares of a command's time; when that ends, the machine's load says.
top=$(dirname "$(readlink -f "$0")")/../..
toolkit=$top/snapshot-cli/target/toolkit
exec java -XX:TieredStopAtLevel=1 -cp "$toolkit/lib/*" "$top/docs/benchmarks/Kills.java" "$toolkit/bin/kexshot" "${2:-1}" "${1:-500}"
