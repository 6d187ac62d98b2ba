#!/bin/sh
# Tests the harness: plants a bug in a copy of the last commit, packages it, and lets faults find it, in three runs at most.
# Without names, each of src/test/faults/bugs. Maven's further options, as -o, are taken from MAVEN_ARGS.
#
#   src/test/faults/catch-bugs.sh [bug ...]
set -eu
cd "$(dirname "$0")/../../.."
[ $# -gt 0 ] || set -- $(cd src/test/faults/bugs && ls | sed 's/\.patch$//')
missed=0
for bug; do
    tree=target/faults/bugs/$bug
    rm -rf "$tree"
    mkdir -p "$tree"
    git archive HEAD | tar -x -C "$tree"
    patch -s -p1 -d "$tree" <"src/test/faults/bugs/$bug.patch"
    found=
    for seed in 1 2 3; do
        (cd "$tree" && ./mvnw -q --batch-mode verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
            -Dit.test=RandomFaultsIT -Dkith.faults.seed=$seed) >"$tree/run-$seed.log" 2>&1 && continue
        found=$(grep -m 1 '^\* seed' "$tree/target/faults/report.md" || true)
        [ -z "$found" ] || break
        echo "$bug: the run itself failed, see $tree/run-$seed.log"
    done
    echo "$bug: ${found:-not caught}"
    [ -n "$found" ] || missed=$((missed + 1))
done
exit "$missed"
