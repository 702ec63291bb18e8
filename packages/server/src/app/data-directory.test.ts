import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { systemRandom } from '../base/random.ts'
import { ConfigError } from './config.ts'
import { openDataDirectory, operatorKey, writePrivate } from './data-directory.ts'

let place = ''
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'posthouse-data-'))
})
after(() => rm(place, { recursive: true }))

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

it('S12 has no default key: each directory gets one of its own, of 192 random bits, and keeps it', async () => {
  const keys = new Set<string>()
  for (let count = 0; count < 20; count += 1) {
    const directory = await openDataDirectory(join(place, `keys-${count}`))
    const key = await operatorKey(directory, '', systemRandom)
    assert.match(key, /^pha_[\w-]{32}$/)
    await writePrivate(directory.operator, JSON.stringify({ adminKey: key }))
    assert.equal(await operatorKey(directory, '', systemRandom), key)
    assert.equal(await operatorKey(directory, 'configured', systemRandom), 'configured')
    keys.add(key)
  }
  assert.equal(keys.size, 20)
})

it('S12 takes no key from a file that somebody damaged', async () => {
  const directory = await openDataDirectory(join(place, 'damaged'))
  for (const text of ['', '{', '[]', '{"adminKey":5}', 'null']) {
    await writeFile(directory.operator, text)
    assert.match(await operatorKey(directory, '', systemRandom), /^pha_[\w-]{32}$/)
  }
})

it('S49 closes a directory that was open to others, whatever the mask of the process is', async () => {
  const path = join(place, 'open')
  const mask = process.umask(0)
  try {
    await openDataDirectory(path)
    assert.equal(await modeOf(path), '700')
    await chmod(path, 0o755)
    const directory = await openDataDirectory(path)
    assert.equal(await modeOf(path), '700')
    await writeFile(`${directory.operator}.new`, 'left by a crash', { mode: 0o644 })
    await writePrivate(directory.operator, '{}')
    assert.equal(await modeOf(directory.operator), '600')
    assert.deepEqual(await readdir(path), ['operator.json'])
  } finally {
    process.umask(mask)
  }
})

it('S49 writes a new file instead of following a link that somebody put there', async () => {
  const directory = await openDataDirectory(join(place, 'links'))
  const elsewhere = join(place, 'elsewhere')
  await writeFile(elsewhere, 'untouched', { mode: 0o644 })
  await symlink(elsewhere, directory.operator)
  await writePrivate(directory.operator, '{}')
  assert.equal(await modeOf(elsewhere), '644')
  assert.equal((await stat(elsewhere)).size, 'untouched'.length)
})

it('F34 says which directory cannot be used', async () => {
  await writeFile(join(place, 'file'), '')
  await assert.rejects(openDataDirectory(join(place, 'file', 'data')), (error: unknown) => {
    assert.ok(error instanceof ConfigError)
    assert.match(error.faults.join(), /data directory .*file\/data cannot be used/)
    return true
  })
})
