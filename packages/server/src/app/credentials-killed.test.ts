import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { readMasterKeys } from '../base/master-key.ts'
import { systemRandom } from '../base/random.ts'
import { rotateKey } from '../flows/registry/rotate-key.ts'
import { credentialPlace } from '../flows/registry/secret-place.ts'
import { unlock } from '../flows/registry/unlock.ts'
import { openStore } from '../store/open.ts'

/** What the process had been told to be stored when it died. */
interface Word {
  readonly appId: AppId
  readonly uuid: string
  readonly secret: number
}

const steps = ['the first replacement', 'the rotation', 'the replacement after it'] as const

describe('F14: killed while a credential or the master key is replaced', { concurrency: 2 }, () => {
  for (const [index, step] of steps.entries())
    for (const moment of ['before', 'during', 'after'])
      it(`${moment} the commit of ${step}: the old or the new credential opens, and nothing lies open`, () =>
        inDirectory(async directory => {
          const word = await untilKilled(directory, [String(index + 1), moment])
          await nothingLiesOpen(directory)
          const secret = await recovered(directory, word)
          assert.ok(secret === word.secret || secret === word.secret + 1, `${secret} after ${word.secret}`)
          if (moment === 'before') assert.equal(secret, word.secret)
          if (moment === 'after' && index !== 1) assert.equal(secret, word.secret + 1)
          await nothingLiesOpen(directory)
        }))
})

/** Runs the process until it dies, as it must; resolves with its last word. */
async function untilKilled(directory: string, kill: readonly string[]): Promise<Word> {
  const program = new URL('./testing/credentials-until-killed.ts', import.meta.url)
  const child = fork(program, [directory, ...kill], { execArgv: ['--conditions=source'] })
  let last: Word | undefined
  child.on('message', word => {
    last = word as Word
  })
  const [, signal] = await once(child, 'close')
  assert.equal(signal, 'SIGKILL')
  assert.ok(last)
  return last
}

/** Starts again: the key opens the record, a rotation that was cut off ends, and the credential reads the same before and after. */
async function recovered(directory: string, { appId, uuid }: Word): Promise<number> {
  const path = join(directory, 'master.key')
  await using store = await openStore({
    url: join(directory, 'posthouse.db'),
    clock: systemClock,
    log: silentLog,
  })
  const sealer = await unlock({ store, random: systemRandom }, path)
  const secret = async () => {
    const sealed = await store.tables.notifiers.credential(appId, uuid)
    assert.ok(sealed)
    const { certificate } = JSON.parse(Buffer.from(sealer.open(sealed, credentialPlace(appId, uuid))).toString('utf8'))
    return Number(/^canary-secret-(\d)$/.exec(certificate)?.[1])
  }
  const before = await secret()
  await rotateKey({ store, sealer, random: systemRandom }, path, new AbortController().signal)
  assert.equal((await readMasterKeys(path))?.length, 1)
  assert.equal(await secret(), before)
  return before
}

/** No file holds the credential as it was handed in, and nobody but the owner reads any of them. */
async function nothingLiesOpen(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    assert.equal(((await stat(path)).mode & 0o077).toString(8), '0', name)
    assert.ok(!(await readFile(path)).includes('canary-secret'), name)
  }
}

async function inDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-killed-'))
  try {
    await run(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}
