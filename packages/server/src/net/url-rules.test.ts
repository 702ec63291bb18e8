import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressGuard } from './address-guard.ts'
import { readTarget } from './url-rules.ts'

const guard = createAddressGuard({ allowLoopback: false, allowCidrs: [], ownAddresses: [] })
const strict = { allowHttp: false, extraPorts: [9_443] }

function objection(url: string, rules: Parameters<typeof readTarget>[1] = strict): string | undefined {
  const target = readTarget(url, rules, guard)
  return 'objection' in target ? target.objection : undefined
}

const refused = [
  '',
  ' ',
  'hooks.example.test',
  '//hooks.example.test',
  '/x',
  'https:',
  'https://',
  'https:///x',
  'https:hooks.example.test',
  'https:/hooks.example.test',
  'https://?x',
  'https://#x',
  'http://hooks.example.test/',
  'HTTP://hooks.example.test/',
  'ftp://hooks.example.test/',
  'file:///etc/passwd',
  'file://hooks.example.test/x',
  'gopher://hooks.example.test:70/_x',
  'data:text/plain,x',
  'javascript:alert(1)',
  'ws://hooks.example.test/',
  'wss://hooks.example.test/',
  'blob:https://hooks.example.test/x',
  'unix:/run/x.sock',
  'dict://hooks.example.test:11211/',
  'https://user@hooks.example.test/',
  'https://user:pw@hooks.example.test/',
  'https://:pw@hooks.example.test/',
  'https://@hooks.example.test/',
  'https://a@127.0.0.1/',
  'https://hooks.example.test@127.0.0.1/',
  'https://evil%2f@hooks.example.test/',
  'https://127.0.0.1\\@hooks.example.test/',
  'https://hooks.example.test\\x',
  'https:\\\\hooks.example.test/',
  'https://hooks.example.test#x',
  'https://hooks.example.test/#',
  'https://hooks.example.test/x#y',
  'https://hooks.example.test:22/',
  'https://hooks.example.test:25/',
  'https://hooks.example.test:0/',
  'https://hooks.example.test:6379/',
  'https://hooks.example.test:9200/',
  'https://hooks.example.test:65535/',
  'https://hooks.example.test:65536/',
  ' https://hooks.example.test/',
  'https://hooks.example.test/ ',
  'https://hooks.example.test/a b',
  'https://hooks.exa\tmple.test/',
  'https://hooks.example.test/\n',
  'https://hooks.example.test/\r\nX: y',
  'https://hooks.example.test/\u0000',
  'https://hooks.example.test/\u2028x',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0x7f000001/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://１２７.０.０.１/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127.0.0.1./',
  'https://%31%32%37.0.0.1/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[0:0:0:0:0:ffff:127.0.0.1]/',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[::1%25lo]/',
  'https://10.0.0.1/',
  'https://192.168.1.1:8443/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0/',
  'https://0.0.0.0/',
  'https://[fd00:ec2::254]/',
]

const accepted = [
  'https://hooks.example.test',
  'https://hooks.example.test/',
  'https://hooks.example.test/a/b?c=d&e=%20',
  'https://hooks.example.test:443/',
  'https://hooks.example.test:8443/x',
  'https://hooks.example.test:8080/',
  'https://hooks.example.test:80/',
  'https://hooks.example.test:9443/',
  'HTTPS://Hooks.Example.Test/X',
  'https://8.8.8.8/',
  'https://[2606:4700:4700::1111]/',
  'https://例え.example.test/推送',
  'https://hooks.example.test/a@b',
  'https://hooks.example.test/?to=a@b',
]

test('S20: what is not a plain https URL on an allowed port is refused', () => {
  assert.ok(refused.length >= 60, `only ${refused.length} vectors`)
  assert.deepEqual(
    refused.filter(url => objection(url) === undefined),
    [],
  )
})

test('S20: ordinary URLs pass', () => {
  assert.deepEqual(accepted.map(url => objection(url)).filter(Boolean), [])
})

test('S20: http is allowed by an explicit switch, and only that', () => {
  assert.equal(objection('http://hooks.example.test/x', { allowHttp: true, extraPorts: [] }), undefined)
  assert.match(
    objection('ftp://hooks.example.test/', { allowHttp: true, extraPorts: [] }) ?? '',
    /neither https nor http/,
  )
  assert.equal(objection('http://hooks.example.test:5001/x', { allowHttp: true, extraPorts: 'any' }), undefined)
})

test('S20: 2,048 bytes pass, one more does not; bytes count, not characters', () => {
  const start = 'https://hooks.example.test/'
  const url = start + 'x'.repeat(2_048 - start.length)
  assert.equal(objection(url), undefined)
  assert.match(objection(`${url}x`) ?? '', /2048 bytes/)
  assert.match(objection(start + '推'.repeat(700)) ?? '', /2048 bytes/)
})

test('a target is split into origin and path as undici wants them', () => {
  assert.deepEqual(readTarget('https://Hooks.Example.test:443/a/../b?c=d', strict, guard), {
    origin: 'https://hooks.example.test',
    path: '/b?c=d',
  })
})
