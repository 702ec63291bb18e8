// The guide to a new vendor: its commands work, in both languages.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const commandsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/```sh\n(.*?)```/gs)].map(([, lines = '']) => lines)

test('the commands of the guide to a new vendor make a vendor that passes the suite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'posthouse-vendor-'))
  try {
    const home = join(folder, 'packages/vendors')
    mkdirSync(home, { recursive: true })
    cpSync(join(root, 'packages/vendors/src'), join(home, 'src'), { recursive: true })
    cpSync(join(root, 'packages/vendors/package.json'), join(home, 'package.json'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    // The runner marks its children, which would make the command's own runner report to it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const path = [dirname(process.execPath), env['PATH']].join(delimiter)
    const outputs = commandsOf('docs/guides/add-a-vendor.md').map(lines => {
      const options = { cwd: folder, encoding: 'utf8', timeout: 30_000, env: { ...env, PATH: path } } as const
      const { status, stdout, stderr } = spawnSync('sh', ['-ec', lines], options)
      assert.equal(status, 0, stdout + stderr)
      return stdout
    })
    assert.match(outputs.at(-1) ?? '', /acme: a push is accepted/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the Chinese guide has the same commands', () => {
  assert.deepEqual(commandsOf('docs/guides/add-a-vendor.zh-CN.md'), commandsOf('docs/guides/add-a-vendor.md'))
})
