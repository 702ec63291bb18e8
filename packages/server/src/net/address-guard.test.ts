import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressGuard, machineAddresses } from './address-guard.ts'

const strict = createAddressGuard({
  allowLoopback: false,
  allowCidrs: [],
  ownAddresses: ['198.20.0.7', '2a00:1450::7'],
})

/** First, last and inner addresses of each range, and the public neighbours on both sides. */
const forbidden = `
0.0.0.0 0.0.0.1 0.1.2.3 0.255.255.255 10.0.0.0 10.0.0.1 10.1.2.3 10.128.0.1 10.255.255.255
100.64.0.0 100.64.0.1 100.100.100.200 100.100.2.136 100.127.255.255
127.0.0.0 127.0.0.1 127.0.0.2 127.0.1.1 127.1.1.1 127.127.127.127 127.255.255.255 168.63.129.16
169.254.0.0 169.254.0.1 169.254.169.254 169.254.170.2 169.254.255.255
172.16.0.0 172.16.0.1 172.17.0.1 172.20.10.1 172.31.255.255
192.0.0.0 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.170 192.0.0.192 192.0.0.255 192.0.2.0 192.0.2.1 192.0.2.255
192.31.196.1 192.52.193.1 192.88.99.0 192.88.99.1 192.88.99.2 192.88.99.255 192.168.0.0 192.168.0.1 192.168.1.1 192.168.255.255
192.175.48.1 198.18.0.0 198.18.0.1 198.19.255.255 198.51.100.0 198.51.100.1 198.51.100.255 203.0.113.0 203.0.113.1 203.0.113.255
224.0.0.0 224.0.0.1 224.0.0.251 230.1.2.3 239.255.255.250 239.255.255.255 240.0.0.0 240.0.0.1 247.1.2.3 254.254.254.254 255.255.255.254 255.255.255.255
198.20.0.7 2a00:1450::7
:: ::1 ::2 ::ffff ::1:0 0:0:0:0:0:0:0:0 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001
::127.0.0.1 ::7f00:1 ::10.0.0.1 ::8.8.8.8 ::169.254.169.254
::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:7f00:0001 0:0:0:0:0:ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a00:1 ::ffff:192.168.1.1 ::ffff:169.254.169.254
::ffff:a9fe:a9fe ::ffff:8.8.8.8 ::ffff:808:808 ::FFFF:127.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
64:ff9b:: 64:ff9b::1 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::8.8.8.8 64:ff9b::a9fe:a9fe 64:ff9b::ffff:ffff
64:ff9b:1:: 64:ff9b:1::1 64:ff9b:1::7f00:1 64:ff9b:1:ffff::1 64:ff9b:1:ffff:ffff:ffff:ffff:ffff 100:: 100::1 100::ffff:ffff:ffff:ffff 100:0:0:1::1
1::1 400::1 1000::1 1fff:ffff::1
2001:: 2001::1 2001:0:0:0::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:1::2 2001:2::1 2001:2:0:ffff::1 2001:3::1 2001:4:112::1 2001:5::1
2001:10::1 2001:1f:ffff::1 2001:20::1 2001:2f:ffff::1 2001:30::1 2001:100::1 2001:1ff:ffff::1 2001:db8:: 2001:db8::1 2001:db8:ffff:ffff::1 2001:0db8:85a3::8a2e:370:7334
2002:: 2002::1 2002:7f00:1::1 2002:a00:1::1 2002:c0a8:101::1 2002:808:808::1 2002:ffff:ffff::1 2620:4f:8000::1 3fff:: 3fff::1 3fff:fff:ffff::1
4000::1 5f00:: 5f00::1 5f00:ffff::1 6000::1 7fff::1 8000::1 9000::1 a000::1 bfff::1 c000::1 dfff::1 e000::1 f000::1
fc00:: fc00::1 fc12:3456::1 fd00:: fd00::1 fd00:ec2::254 fd12:3456:789a::1 fdff:ffff::1 fe00::1 fe80:: fe80::1 fe80::a9fe:a9fe fe9f::1 feb0::1 febf:ffff::1 fec0::1 fec0:0:0:ffff::1 feff::1
ff00:: ff00::1 ff01::1 ff02::1 ff02::2 ff02::fb ff05::2 ff0e::1 ffff::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
fe80::1%eth0 fe80::1%1 ::1%lo 2a00:1450::8%eth0
`.split(/\s+/)

const notAddresses = [
  'localhost',
  '',
  '127.1',
  '2130706433',
  '0x7f.1',
  '017700000001',
  '127.0.0.1:80',
  '[::1]',
  '1.2.3.4/8',
  '１２７.0.0.1',
]

const publicOnes = `
1.0.0.1 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.1 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.20.0.8
198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
2000::1 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1 2400:3200::1 2606:4700:4700::1111 2620:4f:8001::1 2a00:1450::8 3ffe::1
`
  .split(/\s+/)
  .filter(Boolean)

test('S21: no special address may be connected to, in any spelling', () => {
  const addresses = forbidden.filter(Boolean)
  assert.ok(addresses.length >= 200, `only ${addresses.length} vectors`)
  assert.deepEqual(
    addresses.filter(address => strict.objection(address) === undefined),
    [],
  )
})

test('S21: what is no plain address is forbidden', () => {
  assert.deepEqual(
    notAddresses.filter(address => strict.objection(address) === undefined),
    [],
  )
})

test('S21: public addresses up to the edges of the special ranges are allowed', () => {
  assert.deepEqual(
    publicOnes.filter(address => strict.objection(address) !== undefined),
    [],
  )
})

test('the sandbox may reach loopback and nothing else that is special', () => {
  const sandbox = createAddressGuard({ allowLoopback: true, allowCidrs: [], ownAddresses: [] })
  assert.equal(sandbox.objection('127.0.0.1'), undefined)
  assert.equal(sandbox.objection('127.9.9.9'), undefined)
  assert.equal(sandbox.objection('::1'), undefined)
  assert.match(sandbox.objection('::2') ?? '', /not a public address/)
  assert.match(sandbox.objection('169.254.169.254') ?? '', /not a public address/)
  assert.match(sandbox.objection('::1%lo') ?? '', /not a plain IP address/)
})

test('an allowed range wins over the special ranges and our own addresses', () => {
  const guard = createAddressGuard({
    allowLoopback: false,
    allowCidrs: ['10.1.0.0/16', 'fd00:1::/32', '192.0.2.7'],
    ownAddresses: ['10.1.0.5', '10.2.0.5'],
  })
  assert.equal(guard.objection('10.1.0.5'), undefined)
  assert.equal(guard.objection('fd00:1::9'), undefined)
  assert.equal(guard.objection('192.0.2.7'), undefined)
  assert.match(guard.objection('192.0.2.8') ?? '', /not a public address/)
  assert.match(guard.objection('10.2.0.5') ?? '', /not a public address/)
})

test('our own public addresses are named as such', () => {
  assert.match(strict.objection('198.20.0.7') ?? '', /this server itself/)
  assert.ok(machineAddresses().includes('127.0.0.1'))
})

test('a rule that is no CIDR is refused at once', () => {
  assert.throws(
    () => createAddressGuard({ allowLoopback: false, allowCidrs: ['intranet'], ownAddresses: [] }),
    /intranet/,
  )
  assert.throws(() => createAddressGuard({ allowLoopback: false, allowCidrs: ['10.0.0.0/40'], ownAddresses: [] }))
})
