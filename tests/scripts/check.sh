#!/bin/sh
# Lint, types and unit tests of the scripts that run in the browser. Without npm they are left out, and that is said.
cd "$(dirname "$0")/../.."
there=.tools/scripts
command -v npm >/dev/null || { echo 'The browser’s scripts are not checked: there is no npm here.'; exit 0; }
if ! cmp -s tests/scripts/package-lock.json $there/.installed; then
    echo 'Installing what checks the scripts ...'
    mkdir -p $there
    cp tests/scripts/package.json tests/scripts/package-lock.json $there/
    npm ci --prefix $there --no-audit --no-fund --loglevel=error >/dev/null || exit 1
    cp tests/scripts/package-lock.json $there/.installed
fi
$there/node_modules/.bin/biome lint --colors=off --config-path=tests/scripts/biome.json --error-on-warnings components app/public || exit 1
$there/node_modules/.bin/tsc -p tests/scripts || exit 1
node --test --test-reporter=dot tests/scripts/*.test.mjs
