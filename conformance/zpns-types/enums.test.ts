// ZPNs against ZEGO's own declarations, by their text: enums with all their members and numbers, and every exported name
// (spec/zego.md §10.2 C and D). The package's own code is never run.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ZPNsIOSEnvironment, ZPNsPushSourceType } from '../../packages/client/src/zpns/index.ts'

const folder = dirname(fileURLToPath(import.meta.resolve('zego-zpns-react-native/package.json')))
const read = (name: string): string => readFileSync(join(folder, 'lib', name), 'utf8')
const official = read('ZPNsDefines.d.ts') + read('ZPNs.d.ts') + read('ZPNsEventHandler.d.ts')

test('the package is the version that the specification was checked against', () => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  assert.equal(version, '2.8.3')
})

test('each enum has the same members with the same numbers', () => {
  const declared = [...official.matchAll(/export declare enum (\w+) \{([^}]*)\}/g)].map(([, name = '', body = '']) => {
    const members = [...body.matchAll(/(\w+) = (-?\d+)/g)].map(([, member = '', value]) => [member, Number(value)])
    return [name, Object.fromEntries(members)] as const
  })
  const ours = Object.entries({ ZPNsPushSourceType, ZPNsIOSEnvironment }).map(([name, value]) => {
    const members = Object.entries(value).filter(([key]) => !/^\d+$/.test(key))
    return [name, Object.fromEntries(members)] as const
  })
  assert.deepEqual(ours, declared)
})

test('each exported name can be imported from ours', () => {
  const path = join(import.meta.dirname, '../../packages/client/src/zpns/index.ts')
  const entry = readFileSync(path, 'utf8')
  const names = [...official.matchAll(/export (?:default |declare )*(?:class|enum|interface) (\w+)/g)].map(
    ([, name]) => name,
  )
  assert.ok(names.length >= 9)
  for (const name of names) assert.match(entry, new RegExp(`\\b${name}\\b`))
})
