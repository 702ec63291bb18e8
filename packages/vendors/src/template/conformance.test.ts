import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden, vendors } from '../registry.ts'
import { openStage } from '../testing/stage.ts'
import { vendorConformance } from '../vendor.conformance.ts'
import { template } from './index.ts'
import { startTemplateSimulator } from './simulator.ts'

const subject = { vendor: hidden(template), start: startTemplateSimulator, isDeathCertain: true }

vendorConformance(subject)

test('nobody can send through the template', () => {
  assert.ok(vendors.every(({ name }) => name !== template.name))
})

test('the check tells a good key from an unknown one and from a service that cannot be reached', async () => {
  await using stage = await openStage(subject)
  const { signal } = new AbortController()
  const codes = async (certificate: string): Promise<readonly string[]> => {
    const credentials = template.parseCredentials({ ...form, certificate })
    return (await template.check(credentials, stage.io, signal)).map(({ code }) => code)
  }
  const form = await stage.simulator.addApp({ packageName: stage.app })
  assert.deepEqual(await codes(form.certificate ?? ''), ['key-accepted'])
  assert.deepEqual(await codes('0'.repeat(32)), ['key-refused'])
  await stage.simulator[Symbol.asyncDispose]()
  assert.deepEqual(await codes(form.certificate ?? ''), ['service-unreachable'])
})
