import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machineAddresses } from '../net/address-guard.ts'
import { publicAddressesOnly } from './vendor-addresses.ts'

test('S21 a push service that a client names is reached at public addresses only', () => {
  const mayConnect = publicAddressesOnly()
  for (const address of ['8.8.8.8', '2606:4700:4700::1111']) assert.equal(mayConnect(address), true, address)
  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', 'fd00::1', '::ffff:8.8.8.8', 'localhost'])
    assert.equal(mayConnect(address), false, address)
  for (const address of machineAddresses()) assert.equal(mayConnect(address), false, address)
})
