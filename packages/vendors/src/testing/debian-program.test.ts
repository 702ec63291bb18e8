// Finding programs, with an archive that is a folder: its apt-get builds the package that it is asked for.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findProgram, type Places, startDebianProgram, type Wanted } from './debian-program.ts'

const folder = await mkdtemp(join(tmpdir(), 'posthouse-debian-'))
after(() => rm(folder, { recursive: true }))

const wanted: Wanted = { name: 'greet', packageName: 'greeter', probe: '--version', says: /^greet 1\.\d libraries=/ }
const greet = `#!/bin/sh
echo "greet 1.0 libraries=$LD_LIBRARY_PATH place=$PLACE"
`

async function script(path: string, text: string): Promise<string> {
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

/** Places without anything; `text` is the program in the archive, whose apt-get notes each use. */
async function aMachine(name: string, text = greet): Promise<Places & { readonly uses: () => number }> {
  const home = join(folder, name)
  await mkdir(join(home, 'package/DEBIAN'), { recursive: true })
  await mkdir(join(home, 'package/usr/sbin'), { recursive: true })
  await mkdir(join(home, 'package/usr/lib/machine'), { recursive: true })
  const control = ['Package: greeter', 'Version: 1', 'Architecture: all', 'Maintainer: a@example.com', 'Description: a']
  await writeFile(join(home, 'package/DEBIAN/control'), `${control.join('\n')}\n`)
  await writeFile(join(home, 'package/usr/lib/machine/libgreet.so.1'), '')
  await script(join(home, 'package/usr/sbin/greet'), text)
  const notes = join(home, 'notes')
  const apt = await script(
    join(home, 'apt-get'),
    `#!/bin/sh
cache=$(printf '%s\\n' "$@" | sed -n 's/^Dir::Cache=//p')
case "$*" in
  *update) echo 'an old list stays' >&2; exit 100 ;;
  *--download-only*greeter) echo used >> ${notes}; exec dpkg-deb --build --root-owner-group ${home}/package "$cache/archives/greeter.deb" ;;
esac
exit 1
`,
  )
  const uses = () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').length - 1 : 0)
  return { installed: [], cacheFolder: join(home, 'cache'), apt, uses }
}

test('an installed program is taken as it is', async () => {
  const machine = await aMachine('installed')
  const command = await script(join(folder, 'installed/own'), greet)
  const useless = await script(join(folder, 'installed/useless'), '#!/bin/sh\necho greet 2.0\n')
  const failing = await script(join(folder, 'installed/failing'), `${greet}exit 1\n`)
  const found = await findProgram(wanted, {
    ...machine,
    installed: ['no-such-name', '/no/such', useless, failing, command],
  })
  assert.deepEqual(found, { command, libraryFolders: [] })
  assert.equal(machine.uses(), 0)
})

test('one that is not installed is downloaded once, with its libraries', async () => {
  const machine = await aMachine('absent')
  const found = await findProgram(wanted, machine)
  const root = join(machine.cacheFolder, 'greet/root')
  assert.deepEqual(found, { command: join(root, 'usr/sbin/greet'), libraryFolders: [join(root, 'usr/lib/machine')] })
  assert.deepEqual(await findProgram(wanted, machine), found)
  assert.equal(machine.uses(), 1)
  const child = startDebianProgram(found, [], { folder, environment: { PLACE: 'here' } })
  const said: string[] = await (child.stdout?.setEncoding('utf8').toArray() ?? [])
  assert.equal(said.join(''), `greet 1.0 libraries=${join(root, 'usr/lib/machine')} place=here\n`)
})

test('of several that need it at a time each gets it, and no draft stays behind', async () => {
  const machine = await aMachine('together')
  const found = await Promise.all([1, 2, 3].map(() => findProgram(wanted, machine)))
  assert.equal(new Set(found.map(({ command }) => command)).size, 1)
  assert.deepEqual(readdirSync(machine.cacheFolder), ['greet'])
})

test('a kept program that does not run any more is replaced', async () => {
  const machine = await aMachine('spoilt')
  const { command } = await findProgram(wanted, machine)
  await writeFile(command, '#!/bin/sh\nexit 1\n')
  assert.equal((await findProgram(wanted, machine)).command, command)
  assert.equal(machine.uses(), 2)
  assert.deepEqual(readdirSync(machine.cacheFolder), ['greet'])
})

test('who cannot have it is told what to install, and why', async () => {
  const machine = await aMachine('offline')
  const apt = await script(join(folder, 'offline/apt-get'), '#!/bin/sh\necho "Unable to connect" >&2\nexit 100\n')
  await assert.rejects(findProgram(wanted, { ...machine, apt }), /greet is needed.*package greeter.*Unable to connect/s)
  await assert.rejects(findProgram(wanted, { ...machine, apt: '/no/apt-get' }), /package greeter.*ENOENT/s)
  assert.deepEqual(readdirSync(machine.cacheFolder), [])
})

test('a downloaded program that does not run is no success', async () => {
  const machine = await aMachine('foreign', '#!/bin/sh\nexit 127\n')
  await assert.rejects(findProgram(wanted, machine), /does not run: install greeter/)
})
