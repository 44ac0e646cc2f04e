#!/bin/sh
# axe-core for the browser tests. Without npm, the tests that need it say so and are skipped.
cd "$(dirname "$0")/../.."
there=.tools/axe
if ! command -v npm >/dev/null; then
    echo 'No axe-core for the tests: it needs npm.'
    exit 0
fi
cmp -s tests/axe/package-lock.json $there/.installed && exit 0
echo 'Installing axe-core for the tests ...'
mkdir -p $there
cp tests/axe/package.json tests/axe/package-lock.json $there/
npm ci --prefix $there --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || exit 1
cp tests/axe/package-lock.json $there/.installed
