// The documents about vendors: the table of limits says what the code says, and the guide's commands work.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { test } from 'node:test'
import { vendors } from './registry.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const commandsOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/```sh\n(.*?)```/gs)].map(([, lines = '']) => lines)

const units = { 'docs/vendors.md': ['bytes', 'days'], 'docs/vendors.zh-CN.md': ['字节', '天'] } as const

for (const [path, [bytes, days]] of Object.entries(units)) {
  test(`${path} shows each vendor's limits as the code has them`, () => {
    const grouped = (count: number): string => count.toLocaleString('en-US')
    const expected = vendors.map(({ name, provider, limits }) => {
      const { batch, payloadBytes, ttlMs } = limits
      return `| ${name} | \`${provider}\` | ${grouped(batch)} | ${grouped(payloadBytes)} ${bytes} | ${ttlMs / 86_400_000} ${days} |`
    })
    const [, , ...rows] = read(path)
      .split('\n')
      .filter(line => line.startsWith('|'))
    assert.deepEqual(rows, expected)
  })
}

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
