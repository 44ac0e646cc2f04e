"""Packages of scripts as one file each: they say and do what their modules do."""

import json
import shutil
import subprocess

import pytest
from nicegui import app
from nicegui.dependencies import esm_modules
from starlette.testclient import TestClient

import pages
from components.vocabulary import made, packing
from components.vocabulary.packing import OURS, WrittenOtherwise, pack

BEGUN = 'globalThis.begun = [...(globalThis.begun ?? []), "{}"];\n'
PACKAGE = {
    'index.js': (
        'export { double as twice, LOW } from "./sums.js";\nexport * from "./words.js";\n'
        'import * as sums from "./sums.js";\nimport "./sums.js";\n'
        'const here = () => sums.HIGH;\nconst other = 3;\nexport { here, other as third };'
    ),
    'sums.js': (
        f'{BEGUN.format("sums")}import {{ sep }} from "node:path";\nimport {{\n  say as speak,\n}} from "./words.js";\n'
        'export const [LOW, HIGH] = [1, 9];\nexport function double(n) {\n  return speak(2 * n) + sep;\n}\n// the end'
    ),
    'words.js': (
        f'{BEGUN.format("words")}// export const never = 1;\nexport const say = (n) => `import ${{n}}`;\n'
        'export class Word {\n  of = /** @type {import("./sums.js").Sum} */ (1);\n}\nexport async function later() {}\n'
    ),
}


@pytest.mark.skipif(shutil.which('node') is None, reason='there is no node here')
def test_a_packed_package_exports_and_does_what_its_modules_did() -> None:
    asks = (
        'const all = await import(process.argv[1]);'
        'console.log(JSON.stringify([Object.keys(all), all.twice(4), all.here(), all.third, all.LOW, begun]))'
    )
    address = f'data:text/javascript,{_quoted(pack(PACKAGE))}'
    done = subprocess.run(['node', '-e', asks, address], capture_output=True, text=True, check=True, timeout=120)
    names, said, high, third, low, begun = json.loads(done.stdout)
    assert names == ['LOW', 'Word', 'here', 'later', 'say', 'third', 'twice']
    assert (said, high, third, low) == ('import 8/', 9, 3, 1)
    assert begun == ['words', 'sums'], 'each begins once, behind what it needs'


def _quoted(script: str) -> str:
    return ''.join(f'%{byte:02x}' for byte in script.encode())


@pytest.mark.parametrize(
    'written',
    [
        'export const here = new URL("./sound.js", import.meta.url);',
        'export const more = () => import("./more.js");',
        'export default { name: "x" };',
        'export let count = 0;',
        'export * from "elsewhere";',
        'import { a } from "./gone.js";',
        'import { one } from "./index.js";',
    ],
)
def test_what_is_written_otherwise_is_left_as_it_is(written: str) -> None:
    with pytest.raises(WrittenOtherwise):
        pack({'index.js': written})


def test_every_package_of_ours_is_packed_but_the_one_that_loads_a_script_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert pages.SCREENS
    found: dict[str, str] = {}
    monkeypatch.setattr(packing, 'register_importmap_override', found.__setitem__)
    packing.pack_all()
    ours = {package.name for package in esm_modules.values() if OURS in package.path.parents}
    assert ours - set(found) == {'levelmix-recording'}
    assert set(found) <= ours


def test_what_is_made_is_served_where_its_content_says() -> None:
    first, again = made.address('look', 'css', '.a { color: red; }'), made.address('look', 'css', '.a { color: red; }')
    other = made.address('look', 'css', '.a { color: blue; }')
    assert first == again != other
    browser = TestClient(app)
    assert browser.get(first).text == '.a { color: red; }'
    assert browser.get(other).headers['content-type'].startswith('text/css')
    assert browser.get(f'{made.PLACE}/look.0.css').status_code == 404
