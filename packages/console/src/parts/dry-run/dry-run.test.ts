import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type DryDelivery, type Finding, findingsOf, type Rendering, renderingOf, rowsOf, sumsOf } from './dry-run.ts'

const vendor = (deviceId: string, notifier = 'hw-main'): DryDelivery => ({ deviceId, channel: 'vendor', notifier })
const online: DryDelivery = { channel: 'online' }
const plan = (strategy: number, deliveries: readonly DryDelivery[]) => ({ strategy, thenOnline: false, deliveries })

describe('rows of a plan', () => {
  it('have a cell for each strategy, also where one decides for the user as a whole', () => {
    const rows = rowsOf([plan(1, [online]), plan(2, [vendor('a'), vendor('b')])])
    deepEqual(
      rows.map(({ deviceId, cells }) => [deviceId, cells.map(({ channel }) => channel)]),
      [
        ['a', ['online', 'vendor']],
        ['b', ['online', 'vendor']],
      ],
    )
  })

  it('are one for a user whom no strategy looks at by device', () => {
    deepEqual(rowsOf([plan(1, [online]), plan(2, [{ channel: 'none' }])]), [
      { deviceId: undefined, cells: [online, { channel: 'none' }] },
    ])
    equal(rowsOf([]).length, 1)
  })
})

describe('sums of a plan', () => {
  it('tell devices that wait from those that are sent to', () => {
    const waits = { ...vendor('b'), notBefore: 5 }
    deepEqual(sumsOf(plan(0, [vendor('a'), waits, { deviceId: 'c', channel: 'none' }, online])), {
      ...{ vendor: 1, waiting: 1, online: 1, none: 1 },
    })
  })
})

describe('findings', () => {
  const finding = (code: string, severity: Finding['severity'], en = code): Finding => ({
    ...{ code, severity, field: 'title', text: { en, zh: en } },
  })
  const rendering = (name: string, findings: readonly Finding[]): Rendering => ({
    ...{ notifier: name, vendor: name, brand: { en: name, zh: name }, provider: name, findings },
  })

  it('of several vendors are one where they say the same, the worst first', () => {
    const both = finding('badge-both', 'hint')
    const own = finding('x', 'error', 'vivo shows no x.')
    const found = findingsOf([rendering('apns', [both]), rendering('vivo', [own, both]), rendering('vivo', [both])])
    deepEqual(
      found.map(({ code, text }) => [code, text.en, text.zh]),
      [
        ['x', 'vivo shows no x.', 'vivo shows no x.'],
        ['badge-both', 'apns, vivo: badge-both', 'apns、vivo：badge-both'],
      ],
    )
  })

  it('belong to the rendering of a delivery’s notifier', () => {
    const renderings = [rendering('apns', []), rendering('hw-main', [])]
    equal(renderingOf(renderings, vendor('a'))?.vendor, 'hw-main')
    equal(renderingOf(renderings, online), undefined)
  })
})
