// The file of a notifier's form against the vendors: what the form lets through is too large for none of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileKibMax } from '../../packages/console/src/pages/notifiers/form-values.ts'
import { vendors } from '../../packages/vendors/src/index.ts'

const withFile = vendors.filter(({ form }) => form.some(({ kind }) => kind === 'file'))

test('there are vendors that ask for a file', () => assert.ok(withFile.length >= 3))

for (const vendor of withFile) {
  const refused = (bytes: number): string => {
    const file = Buffer.alloc(bytes, 'x').toString('base64')
    try {
      vendor.parseCredentials({
        name: 'n',
        packageName: 'com.example.chat',
        environment: 'PRODUCTION',
        settings: {},
        file,
      })
    } catch (cause) {
      return String(cause)
    }
    return assert.fail('such a file is no credential')
  }
  test(`${vendor.name} looks into the largest file that the form takes, and not into every file`, () => {
    assert.doesNotMatch(refused(fileKibMax * 1_024), /larger than|longer than/)
    assert.match(refused(1_048_576), /larger than|longer than/)
  })
}
