// The worked examples of RFC 7541 appendix C.2–C.6: after each block the decoded fields and the whole dynamic table are compared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionFault } from '../error-code.ts'
import { HpackDecoder } from './decoder.ts'
import { type Entry, entryOf } from './dynamic-table.ts'
import { STATIC_INDEX_MAX } from './static-table.ts'

interface Step {
  readonly title: string
  readonly hex: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** Newest first. */
  readonly table: readonly (readonly [name: string, value: string, sizeBytes: number])[]
  readonly tableBytes: number
}

const LIST_BYTES_MAX = 65_536

/** The table as a peer sees it: entry after entry by index, until there is none. */
function tableOf(decoder: HpackDecoder): readonly Entry[] {
  const entries: Entry[] = []
  for (let index = STATIC_INDEX_MAX + 1; ; index++) {
    try {
      const { fields } = decoder.decode(Buffer.from([0x80 | index]), 0, 1, LIST_BYTES_MAX)
      for (const { name, value } of fields) entries.push(entryOf(name, value))
    } catch (cause) {
      assert(cause instanceof ConnectionFault)
      return entries
    }
  }
}

for (const { section, tableBytesMax, steps } of sections()) {
  test(`the examples of RFC 7541 ${section} decode to the fields and tables given there`, () => {
    const decoder = new HpackDecoder(tableBytesMax)
    for (const { title, hex, fields, table, tableBytes } of steps) {
      const bytes = Buffer.from(hex, 'hex')
      const list = decoder.decode(bytes, 0, bytes.length, LIST_BYTES_MAX)
      assert.equal(list.isTooLarge, false, title)
      assert.deepEqual(
        list.fields.map(({ name, value }) => [name, value]),
        fields,
        title,
      )
      const entries = tableOf(decoder)
      assert.deepEqual(
        entries.map(({ name, value, sizeBytes }) => [name, value, sizeBytes]),
        table,
        title,
      )
      assert.equal(
        entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        tableBytes,
        title,
      )
    }
  })
}

function sections(): readonly { section: string; tableBytesMax: number; steps: readonly Step[] }[] {
  return [
    {
      section: 'C.2.1',
      tableBytesMax: 4096,
      steps: [
        {
          title: 'Literal Header Field with Indexing',
          hex: '400a637573746f6d2d6b65790d637573746f6d2d686561646572',
          fields: [['custom-key', 'custom-header']],
          table: [['custom-key', 'custom-header', 55]],
          tableBytes: 55,
        },
      ],
    },
    {
      section: 'C.2.2',
      tableBytesMax: 4096,
      steps: [
        {
          title: 'Literal Header Field without Indexing',
          hex: '040c2f73616d706c652f70617468',
          fields: [[':path', '/sample/path']],
          table: [],
          tableBytes: 0,
        },
      ],
    },
    {
      section: 'C.2.3',
      tableBytesMax: 4096,
      steps: [
        {
          title: 'Literal Header Field Never Indexed',
          hex: '100870617373776f726406736563726574',
          fields: [['password', 'secret']],
          table: [],
          tableBytes: 0,
        },
      ],
    },
    {
      section: 'C.2.4',
      tableBytesMax: 4096,
      steps: [{ title: 'Indexed Header Field', hex: '82', fields: [[':method', 'GET']], table: [], tableBytes: 0 }],
    },
    {
      section: 'C.3',
      tableBytesMax: 4096,
      steps: [
        {
          title: 'First Request',
          hex: '828684410f7777772e6578616d706c652e636f6d',
          fields: [
            [':method', 'GET'],
            [':scheme', 'http'],
            [':path', '/'],
            [':authority', 'www.example.com'],
          ],
          table: [[':authority', 'www.example.com', 57]],
          tableBytes: 57,
        },
        {
          title: 'Second Request',
          hex: '828684be58086e6f2d6361636865',
          fields: [
            [':method', 'GET'],
            [':scheme', 'http'],
            [':path', '/'],
            [':authority', 'www.example.com'],
            ['cache-control', 'no-cache'],
          ],
          table: [
            ['cache-control', 'no-cache', 53],
            [':authority', 'www.example.com', 57],
          ],
          tableBytes: 110,
        },
        {
          title: 'Third Request',
          hex: '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
          fields: [
            [':method', 'GET'],
            [':scheme', 'https'],
            [':path', '/index.html'],
            [':authority', 'www.example.com'],
            ['custom-key', 'custom-value'],
          ],
          table: [
            ['custom-key', 'custom-value', 54],
            ['cache-control', 'no-cache', 53],
            [':authority', 'www.example.com', 57],
          ],
          tableBytes: 164,
        },
      ],
    },
    {
      section: 'C.4',
      tableBytesMax: 4096,
      steps: [
        {
          title: 'First Request',
          hex: '828684418cf1e3c2e5f23a6ba0ab90f4ff',
          fields: [
            [':method', 'GET'],
            [':scheme', 'http'],
            [':path', '/'],
            [':authority', 'www.example.com'],
          ],
          table: [[':authority', 'www.example.com', 57]],
          tableBytes: 57,
        },
        {
          title: 'Second Request',
          hex: '828684be5886a8eb10649cbf',
          fields: [
            [':method', 'GET'],
            [':scheme', 'http'],
            [':path', '/'],
            [':authority', 'www.example.com'],
            ['cache-control', 'no-cache'],
          ],
          table: [
            ['cache-control', 'no-cache', 53],
            [':authority', 'www.example.com', 57],
          ],
          tableBytes: 110,
        },
        {
          title: 'Third Request',
          hex: '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
          fields: [
            [':method', 'GET'],
            [':scheme', 'https'],
            [':path', '/index.html'],
            [':authority', 'www.example.com'],
            ['custom-key', 'custom-value'],
          ],
          table: [
            ['custom-key', 'custom-value', 54],
            ['cache-control', 'no-cache', 53],
            [':authority', 'www.example.com', 57],
          ],
          tableBytes: 164,
        },
      ],
    },
    {
      section: 'C.5',
      tableBytesMax: 256,
      steps: [
        {
          title: 'First Response',
          hex: '4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d',
          fields: [
            [':status', '302'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
            ['location', 'https://www.example.com'],
          ],
          table: [
            ['location', 'https://www.example.com', 63],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT', 65],
            ['cache-control', 'private', 52],
            [':status', '302', 42],
          ],
          tableBytes: 222,
        },
        {
          title: 'Second Response',
          hex: '4803333037c1c0bf',
          fields: [
            [':status', '307'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
            ['location', 'https://www.example.com'],
          ],
          table: [
            [':status', '307', 42],
            ['location', 'https://www.example.com', 63],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT', 65],
            ['cache-control', 'private', 52],
          ],
          tableBytes: 222,
        },
        {
          title: 'Third Response',
          hex: '88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31',
          fields: [
            [':status', '200'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
            ['location', 'https://www.example.com'],
            ['content-encoding', 'gzip'],
            ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
          ],
          table: [
            ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1', 98],
            ['content-encoding', 'gzip', 52],
            ['date', 'Mon, 21 Oct 2013 20:13:22 GMT', 65],
          ],
          tableBytes: 215,
        },
      ],
    },
    {
      section: 'C.6',
      tableBytesMax: 256,
      steps: [
        {
          title: 'First Response',
          hex: '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
          fields: [
            [':status', '302'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
            ['location', 'https://www.example.com'],
          ],
          table: [
            ['location', 'https://www.example.com', 63],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT', 65],
            ['cache-control', 'private', 52],
            [':status', '302', 42],
          ],
          tableBytes: 222,
        },
        {
          title: 'Second Response',
          hex: '4883640effc1c0bf',
          fields: [
            [':status', '307'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'],
            ['location', 'https://www.example.com'],
          ],
          table: [
            [':status', '307', 42],
            ['location', 'https://www.example.com', 63],
            ['date', 'Mon, 21 Oct 2013 20:13:21 GMT', 65],
            ['cache-control', 'private', 52],
          ],
          tableBytes: 222,
        },
        {
          title: 'Third Response',
          hex: '88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
          fields: [
            [':status', '200'],
            ['cache-control', 'private'],
            ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
            ['location', 'https://www.example.com'],
            ['content-encoding', 'gzip'],
            ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
          ],
          table: [
            ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1', 98],
            ['content-encoding', 'gzip', 52],
            ['date', 'Mon, 21 Oct 2013 20:13:22 GMT', 65],
          ],
          tableBytes: 215,
        },
      ],
    },
  ]
}
