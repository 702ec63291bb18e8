import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { systemRandom } from '../../base/random.ts'
import { createSealer, masterKeyOf } from '../../base/seal.ts'
import { aNotifier, sampleApp } from '../../domain/testing/samples.ts'
import { appSecretPlace } from '../registry/secret-place.ts'
import { createReceiptAddresses } from './addresses.ts'

const notifier = aNotifier()
const clock = { monotonic: () => 0 }

function aRecord() {
  const sealer = createSealer([masterKeyOf(new Uint8Array(32))], systemRandom)
  const seal = (appId: AppId) => sealer.seal(`secret of ${appId}`, appSecretPlace(appId, 'server_secret'))
  let reads = 0
  const none = Uint8Array.of()
  const tables = {
    apps: {
      async secrets(appId: AppId) {
        reads += 1
        return appId === sampleApp || appId === 7
          ? { clientSecret: none, appSign: none, serverSecret: seal(appId) }
          : undefined
      },
    },
    notifiers: {
      byUuid: async (appId: AppId, uuid: string) =>
        appId === sampleApp && uuid === notifier.uuid ? notifier : undefined,
    },
  }
  const open = (publicUrl: string | undefined) =>
    createReceiptAddresses({ tables, sealer, clock, publicUrl: () => publicUrl })
  return { open, reads: () => reads }
}

test('an address leads back to its notifier, in this process and in the next', async () => {
  const record = aRecord()
  const url = (await record.open('https://push.example.com').urlOf(notifier)) ?? assert.fail()
  assert.match(url, /^https:\/\/push\.example\.com\/receipts\/[\w-]{48}$/)
  const next = record.open('https://push.example.com')
  assert.equal(await next.urlOf(notifier), url)
  assert.deepEqual(await next.notifierOf(url.slice(-48)), notifier)
})

test('without a public URL there is no address, but addresses of old are still known', async () => {
  const record = aRecord()
  const url = (await record.open('https://a.example').urlOf(notifier)) ?? assert.fail()
  const without = record.open(undefined)
  assert.equal(await without.urlOf(notifier), undefined)
  assert.deepEqual(await without.notifierOf(url.slice(-48)), notifier)
})

test('S13 an address of another app, of a notifier that is gone, and a made-up one lead nowhere', async () => {
  const addresses = aRecord().open('https://a.example')
  const tokenOf = async (of: { appId: AppId; uuid: string }) => (await addresses.urlOf(of))?.slice(-48) ?? ''
  assert.equal(await addresses.notifierOf(await tokenOf({ ...notifier, appId: 7 as AppId })), undefined)
  const gone = { ...notifier, uuid: 'b5ae9cc0-0000-4000-8000-00000000ffff' }
  assert.equal(await addresses.notifierOf(await tokenOf(gone)), undefined)
  assert.equal(await addresses.notifierOf('A'.repeat(48)), undefined)
  assert.equal(await addresses.notifierOf(''), undefined)
  assert.equal(await addresses.urlOf({ ...notifier, appId: 8 as AppId }), undefined)
})

test("an app's secret is read once for many addresses", async () => {
  const record = aRecord()
  const addresses = record.open('https://a.example')
  const url = (await addresses.urlOf(notifier)) ?? assert.fail()
  for (let times = 0; times < 3; times += 1) await addresses.notifierOf(url.slice(-48))
  assert.equal(record.reads(), 1)
})
