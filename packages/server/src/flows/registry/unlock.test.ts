import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import {
  MasterKeyError,
  makeMasterKey,
  newMasterKey,
  readMasterKeys,
  replaceMasterKeys,
} from '../../base/master-key.ts'
import { systemRandom } from '../../base/random.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { createApp } from './apps.ts'
import { clientSecretOf } from './client-secret.ts'
import { rotateKey } from './rotate-key.ts'
import { unlock } from './unlock.ts'

describe('the master key', () => {
  const random = systemRandom
  const nobody = { async announce() {} }
  let directory = ''
  let path = ''
  let store: Store
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'posthouse-key-'))
    path = join(directory, 'keys', 'master.key')
    store = await openStore({ url: join(directory, 'posthouse.db'), clock: systemClock, log: silentLog })
  })
  afterEach(async () => {
    await store[Symbol.asyncDispose]()
    await rm(directory, { recursive: true })
  })

  it('S49 is made on first start, for its owner only', async () => {
    await unlock({ store, random }, path)
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal((await stat(join(directory, 'keys'))).mode & 0o777, 0o700)
    await unlock({ store, random }, path)
  })

  it('S48 refuses to start without the file, and makes no other', async () => {
    await unlock({ store, random }, path)
    await rm(path)
    await assert.rejects(unlock({ store, random }, path), /master key file .* is missing/)
    await assert.rejects(stat(path), /ENOENT/)
  })

  it('S48 makes none where the file was named: what was to be mounted there is not', async () => {
    const named = { store, random, mayMakeKey: false }
    await assert.rejects(unlock(named, path), /is missing: make one with: posthouse master-key \//)
    await assert.rejects(stat(path), /ENOENT/)
    await makeMasterKey(path, random)
    await unlock(named, path)
  })

  it('follows a link, as container platforms mount secrets', async () => {
    await unlock({ store, random }, path)
    const mounted = join(directory, 'mounted.key')
    await symlink(path, mounted)
    await chmod(path, 0o440)
    await unlock({ store, random, mayMakeKey: false }, mounted)
  })

  it('S48 a second node with a key of its own is refused, and its file stays what it is', async () => {
    await unlock({ store, random }, path)
    const second = join(directory, 'second', 'master.key')
    await makeMasterKey(second, random)
    const before = await readFile(second)
    await assert.rejects(unlock({ store, random }, second), /not the one .* all nodes need the same file/)
    assert.deepEqual(await readFile(second), before)
  })

  it('S48 refuses a wrong or damaged file, and overwrites nothing', async () => {
    await unlock({ store, random }, path)
    await replaceMasterKeys(path, [newMasterKey(random)])
    const wrong = await readFile(path)
    await assert.rejects(unlock({ store, random }, path), MasterKeyError)
    assert.deepEqual(await readFile(path), wrong)
    for (const text of ['', 'x', 'posthouse-master-key-1\n', 'posthouse-master-key-1\nshort\n']) {
      await writeFile(path, text)
      await assert.rejects(unlock({ store, random }, path), /damaged/)
    }
  })

  it('S06 S47 rotates under every secret, after which only the new key opens', async () => {
    const sealer = await unlock({ store, random }, path)
    const deps = { store, bus: nobody, sealer, random, clock: systemClock }
    const created = []
    for (let count = 0; count < 40; count += 1)
      created.push(await createApp(deps, { org: 'acme', name: `app${count}` }))
    const [old] = (await readMasterKeys(path)) ?? []
    // Three secrets of each app, and the canary.
    assert.equal(await rotateKey({ store, sealer, random }, path, new AbortController().signal), 121)
    const keys = await readMasterKeys(path)
    assert.equal(keys?.length, 1)
    assert.notDeepEqual(keys?.[0]?.id, old?.id)
    const fresh = await unlock({ store, random }, path)
    for (const { app, clientSecret } of created)
      assert.equal(await clientSecretOf({ tables: store.tables, sealer: fresh }, app), clientSecret)
  })

  it('S47 goes on after it was stopped, with both keys accepted meanwhile', async () => {
    const sealer = await unlock({ store, random }, path)
    const deps = { store, bus: nobody, sealer, random, clock: systemClock }
    const { app, clientSecret } = await createApp(deps, { org: 'acme', name: 'demo' })
    await assert.rejects(rotateKey({ store, sealer, random }, path, AbortSignal.abort()))
    assert.equal((await readMasterKeys(path))?.length, 2)
    const restarted = await unlock({ store, random }, path)
    assert.equal(await clientSecretOf({ tables: store.tables, sealer: restarted }, app), clientSecret)
    const [next] = (await readMasterKeys(path)) ?? []
    await rotateKey({ store, sealer: restarted, random }, path, new AbortController().signal)
    assert.deepEqual(
      (await readMasterKeys(path))?.map(key => key.id),
      [next?.id],
    )
    assert.equal(await clientSecretOf({ tables: store.tables, sealer: restarted }, app), clientSecret)
  })
})
