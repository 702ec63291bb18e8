import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { chromiumPath, type Machine } from './chromium.ts'

const made: string[] = []
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A machine in a folder of its own, whose apt-get is a script. */
function machine(script: string): Machine & { readonly folder: string; readonly log: string } {
  const folder = mkdtempSync(join(tmpdir(), 'posthouse-chromium-'))
  made.push(folder)
  const [bin, log, aptGet] = [join(folder, 'bin'), join(folder, 'log'), join(folder, 'apt-get')]
  mkdirSync(bin)
  writeFileSync(aptGet, `#!/bin/sh\n[ "$1" = --version ] && exit 0\nshift 2\necho "$@" >> ${log}\n${script}\n`)
  chmodSync(aptGet, 0o755)
  return { folder, log, folders: [bin], isRoot: true, aptGet, lockFolder: join(folder, 'cache', 'lock') }
}

/** What a good apt-get does with `install`. */
function installing(): string {
  return '[ "$1" = install ] && { echo > $(dirname $0)/bin/chromium; chmod 755 $(dirname $0)/bin/chromium; }; exit 0'
}

describe('Finding Chromium', () => {
  it('takes what is there, and installs nothing', async () => {
    const here = machine('exit 1')
    const path = join(here.folders[0] ?? '', 'google-chrome')
    writeFileSync(path, '', { mode: 0o755 })
    assert.equal(await chromiumPath(here), path)
    assert.equal(existsSync(here.log), false)
  })

  it('passes over files that are no programs', async () => {
    const here = machine(installing())
    writeFileSync(join(here.folders[0] ?? '', 'chromium-browser'), '', { mode: 0o644 })
    assert.equal(await chromiumPath(here), join(here.folders[0] ?? '', 'chromium'))
  })

  it('updates the lists and installs it as root, once for all who wait', async () => {
    const here = machine(installing())
    const paths = await Promise.all([chromiumPath(here), chromiumPath(here), chromiumPath(here)])
    assert.deepEqual(new Set(paths), new Set([join(here.folders[0] ?? '', 'chromium')]))
    assert.equal(readFileSync(here.log, 'utf8'), 'update\ninstall -y --no-install-recommends chromium\n')
    assert.equal(existsSync(here.lockFolder), false)
  })

  it('removes a lock that somebody left long ago', async () => {
    const here = machine(installing())
    mkdirSync(here.lockFolder, { recursive: true })
    utimesSync(here.lockFolder, 1, 1)
    await chromiumPath(here)
  })

  it('says what to do where it may not install', async () => {
    await assert.rejects(chromiumPath({ ...machine(installing()), isRoot: false }), /apt-get install chromium/)
    await assert.rejects(chromiumPath({ ...machine(''), aptGet: '/nowhere/apt-get' }), /no Chromium was found/)
  })

  it('says what apt-get said when it failed, and leaves no lock', async () => {
    const here = machine('echo no network >&2; exit 100')
    await assert.rejects(chromiumPath(here), /apt-get update ended with 100:\nno network/)
    assert.equal(existsSync(here.lockFolder), false)
  })
})
