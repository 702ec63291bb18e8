import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { vendors } from '@posthouse/vendors'
import { ConfigError, readConfig } from './config.ts'
import { settings } from './settings.ts'
import { readVendorProxies } from './vendor-proxies.ts'

const known = vendors.map(({ name }) => name)

function faultsOf(text: string): readonly string[] {
  try {
    readVendorProxies(text)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults
  }
  return []
}

test('without the setting every vendor is reached directly, with one URL each goes through that proxy', () => {
  assert.deepEqual([...readVendorProxies('')], [])
  const url = 'http://user:p=a,b@proxy.example:3128'
  assert.deepEqual(
    [...readVendorProxies(url)],
    known.map(name => [name, url]),
  )
})

test('a list gives vendors proxies of their own and leaves the others without', () => {
  const proxies = readVendorProxies('fcm=socks5://u:p%2Cw@a.example:1080, apns=http://b.example:3128')
  const expected = { fcm: 'socks5://u:p%2Cw@a.example:1080', apns: 'http://b.example:3128' }
  assert.deepEqual(Object.fromEntries(proxies), expected)
})

test('F111 a list that cannot be used is refused entry by entry, and the known vendors are named', () => {
  const faults = faultsOf(
    'fcm=ftp://a.example:1,pigeon=http://a.example:1,apns=http://a.example:1,apns=http://b.example:1,',
  )
  assert.equal(faults.length, 4)
  assert.match(faults[0] ?? '', /entry 1: .*socks5/)
  for (const name of known) assert.match(faults[1] ?? '', new RegExp(`entry 2: .*\\b${name}=`))
  assert.match(faults[2] ?? '', /entry 4: apns has a proxy already/)
  assert.match(faults[3] ?? '', /entry 5/)
  assert.match(faultsOf('http://a.example')[0] ?? '', /POSTHOUSE_VENDOR_PROXY.*port/)
})

test('no fault shows a part of a password (S50)', () => {
  const texts = ['http://u:canary@a.example', 'canary', 'fcm=http://u:canary@', 'fcm=http://u:x,canary=y@a.example:1']
  for (const text of texts) {
    const faults = faultsOf(text)
    assert.ok(faults.length > 0, text)
    assert.ok(!faults.join().includes('canary'), faults.join())
  }
})

test('the setting has a variable and a flag and is a secret', () => {
  const readFile = () => undefined
  const env = { POSTHOUSE_VENDOR_PROXY: 'http://a.example:1' }
  assert.equal(readConfig({ argv: [], env, readFile }).vendorProxy, 'http://a.example:1')
  assert.equal(readConfig({ argv: ['--vendor-proxy', 'fcm=x'], env, readFile }).vendorProxy, 'fcm=x')
  assert.equal(settings.find(({ key }) => key === 'vendorProxy')?.secret, true)
})

const guides = ['proxies.md', 'proxies.zh-CN.md'].map(name =>
  readFileSync(new URL(`../../../../docs/guides/${name}`, import.meta.url), 'utf8'),
)
const fences = (text: string, kind: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${kind}\\n(.*?)\\n\`\`\``, 'gs'))].map(([, lines = '']) => lines)

test('the commands and the file of the guide are read as it says, in both languages alike', () => {
  const [english = '', chinese = ''] = guides
  const commands = fences(english, 'sh')
  assert.deepEqual(fences(chinese, 'sh'), commands)
  const proxied = commands.map(line => {
    const [, name = '', value = '', flags = ''] = /^(\w+)=(\S+) posthouse serve ?(.*)$/.exec(line) ?? []
    const argv = flags.split(' ').filter(flag => flag !== '')
    const config = readConfig({ argv, env: { [name]: value }, readFile: () => undefined })
    return [...readVendorProxies(config.vendorProxy).keys()]
  })
  assert.deepEqual(proxied, [known, ['fcm', 'apns'], known])
  const [file = ''] = fences(english, 'json')
  assert.deepEqual(fences(chinese, 'json'), [file])
  const config = readConfig({ argv: [], env: {}, readFile: () => file })
  assert.deepEqual([...readVendorProxies(config.vendorProxy).keys()], ['fcm'])
  for (const text of guides) for (const name of known) assert.ok(text.includes(`\`${name}\``), name)
})

test('the guide names the hosts that the vendors are reached at', () => {
  const read = (path: string): string => readFileSync(new URL(`../../../vendors/src/${path}`, import.meta.url), 'utf8')
  const clients = ['huawei', 'honor', 'harmony', 'xiaomi', 'oppo', 'vivo', 'meizu'].map(name => `${name}/client.ts`)
  const sources = ['apns/line.ts', 'fcm/service.ts', ...clients].map(read).join()
  const hosts = [...sources.matchAll(/'https:\/\/([\w.-]+)/g)].map(([, host = '']) => host)
  assert.ok(hosts.length >= 14)
  for (const text of guides) for (const host of hosts) assert.ok(text.includes(`\`${host}\``), host)
})
