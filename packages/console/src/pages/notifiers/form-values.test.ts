import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import {
  type Field,
  fieldAtFault,
  fieldsOf,
  fileObjection,
  initialValues,
  missingFields,
  requestOf,
  type Vendor,
} from './form-values.ts'

const field = (name: string, kind: Field['kind'], isRequired: boolean, more: Partial<Field> = {}): Field => ({
  ...{ field: name, label: { en: name, zh: name }, kind, isRequired },
  ...more,
})
const vendor: Vendor = {
  ...{ name: 'apns', brand: { en: 'APNs', zh: 'APNs' }, provider: 'APNS', settingsKey: 'apnsPushSettings' },
  ...{ payloadBytesMax: 4_096, ttlMsMax: 1, receiptsSetBy: 'none' },
  form: [
    field('name', 'text', true),
    field('environment', 'choice', true, { choices: ['PRODUCTION', 'DEVELOPMENT'] }),
    field('file', 'file', true, { accept: ['.p8', '.p12'] }),
    field('keyId', 'text', false),
    field('passphrase', 'secret', false),
    field('settings.sound', 'text', false),
    field('settings.receipt', 'flag', false),
    field('settings.channelIds.im', 'text', false),
  ],
}
const notifier = {
  ...{ uuid: 'u1', name: 'ios', environment: 'DEVELOPMENT', packageName: 'com.example' },
  settings: { keyId: 'ABC123DEFG', receipt: false, channelIds: { im: 'chat' }, apiVersion: 4 },
} as unknown as NotifierStatesNotifier

describe('the form of a notifier', () => {
  it('puts settings apart, and asks for a name and an environment where the vendor asks for none', () => {
    const { credential, settings } = fieldsOf({
      form: [field('certificate', 'secret', true), field('settings.hosts', 'text', false)],
    })
    deepEqual(
      credential.map(one => one.field),
      ['name', 'certificate', 'environment'],
    )
    deepEqual(
      settings.map(one => one.field),
      ['settings.hosts'],
    )
  })

  it('begins with what may be shown, and with nothing secret', () => {
    deepEqual(initialValues(vendor, notifier), {
      ...{ name: 'ios', environment: 'DEVELOPMENT', keyId: 'ABC123DEFG' },
      ...{ 'settings.receipt': 'false', 'settings.channelIds.im': 'chat' },
    })
    deepEqual(initialValues(vendor, undefined), { environment: 'PRODUCTION' })
  })

  it('names what is missing; a notifier that is there keeps its file', () => {
    deepEqual(missingFields(vendor, { environment: 'PRODUCTION', name: ' ' }, undefined, true), ['name', 'file'])
    deepEqual(missingFields(vendor, { environment: 'PRODUCTION', name: 'x' }, undefined, false), [])
  })

  it('makes a request with the settings as a whole, and keeps settings that it does not know', () => {
    const values = { ...initialValues(vendor, notifier), 'settings.sound': 'ding.caf', 'settings.channelIds.im': '' }
    deepEqual(requestOf(vendor, values, { notifier }), {
      ...{ notifierId: 'u1', name: 'ios', environment: 'DEVELOPMENT', keyId: 'ABC123DEFG' },
      apnsPushSettings: { keyId: 'ABC123DEFG', receipt: false, apiVersion: 4, sound: 'ding.caf' },
    })
    const meanwhile = { ...notifier, settings: { ...notifier.settings, receipt: true } } as NotifierStatesNotifier
    const initial = initialValues(vendor, notifier)
    deepEqual(requestOf(vendor, values, { notifier: meanwhile, initial })['apnsPushSettings'], {
      ...{ keyId: 'ABC123DEFG', receipt: true, apiVersion: 4, sound: 'ding.caf' },
    })
    const file = { name: 'AuthKey.p8', bytes: 3, base64: 'QUJD' }
    deepEqual(requestOf(vendor, { name: 'new', environment: 'PRODUCTION', passphrase: 's' }, { file }), {
      ...{ provider: 'APNS', name: 'new', environment: 'PRODUCTION', passphrase: 's' },
      ...{ file: 'QUJD', certificate: 'AuthKey.p8', apnsPushSettings: {} },
    })
  })
})

describe('a refusal', () => {
  it('is put to its field, also where a setting is named without its beginning', () => {
    deepEqual(fieldAtFault(vendor, 'file: holds no key: look'), { field: 'file', says: 'Holds no key: look' })
    equal(fieldAtFault(vendor, 'sound: must be a text')?.field, 'settings.sound')
    equal(fieldAtFault(vendor, 'limit request'), undefined)
    equal(fieldAtFault(vendor, 'other: no'), undefined)
  })
})

describe('a file', () => {
  it('is judged by the end of its name and its size before it is read', () => {
    equal(fileObjection({ accept: ['.p8'] }, { name: 'Key.P8', bytes: 9 }), undefined)
    equal(fileObjection({ accept: ['.p8'] }, { name: 'key.txt', bytes: 9 }), 'ending')
    equal(fileObjection({}, { name: 'key', bytes: 0 }), 'empty')
    equal(fileObjection({}, { name: 'key', bytes: 49_153 }), 'size')
  })
})
