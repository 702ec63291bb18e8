import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADDRESSES_MAX, AddressBook, interleave, type ResolvedAddress, systemResolve } from './resolve.ts'

const never = new AbortController().signal
const six = (address: string): ResolvedAddress => ({ address, family: 6 })
const four = (address: string): ResolvedAddress => ({ address, family: 4 })

async function look(book: AddressBook): Promise<readonly string[]> {
  const found = await book.look(never)
  return found.kind === 'found' ? found.addresses : [found.cause]
}

test('families take turns, IPv6 first, each address once and each family in its own order', () => {
  const cases: [ResolvedAddress[], string[]][] = [
    [
      [four('1.1.1.1'), four('2.2.2.2'), six('::1'), six('::2'), six('::3')],
      ['::1', '1.1.1.1', '::2', '2.2.2.2', '::3'],
    ],
    [
      [four('2.2.2.2'), four('1.1.1.1'), four('2.2.2.2')],
      ['2.2.2.2', '1.1.1.1'],
    ],
    [[six('::2')], ['::2']],
    [[], []],
  ]
  for (const [found, order] of cases) assert.deepEqual(interleave(found), order)
})

test('an address is not looked up, a name is, each time anew', async () => {
  const asked: string[] = []
  const resolve = async (name: string) => [four(`10.0.0.${asked.push(name)}`)]
  assert.deepEqual(await look(new AddressBook('::1', resolve)), ['::1'])
  assert.deepEqual(await look(new AddressBook('127.0.0.1', resolve)), ['127.0.0.1'])
  const book = new AddressBook('a.example', resolve)
  assert.deepEqual([await look(book), await look(book)], [['10.0.0.1'], ['10.0.0.2']])
  assert.deepEqual(asked, ['a.example', 'a.example'])
})

test('the machine knows itself by name', async () => {
  const found = await systemResolve('localhost')
  assert.ok(found.length > 0 && found.every(({ address }) => address === '127.0.0.1' || address === '::1'))
})

test('no address, no answer and an answer that is none fail by name (F57)', async () => {
  const refuse = async () => await Promise.reject(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }))
  assert.deepEqual(await look(new AddressBook('a.example', refuse)), ['EAI_AGAIN'])
  assert.deepEqual(await look(new AddressBook('a.example', async () => [])), ['ENOTFOUND'])
  assert.deepEqual(await look(new AddressBook('a.example', async () => [four('b.example')])), ['ENOTFOUND'])
})

test('an abort does not wait for the resolver', async () => {
  const late = Promise.withResolvers<ResolvedAddress[]>()
  const controller = new AbortController()
  const looking = new AddressBook('a.example', () => late.promise).look(controller.signal)
  controller.abort('connect-timeout')
  assert.deepEqual(await looking, { kind: 'failed', cause: 'connect-timeout' })
  late.resolve([])
})

test('addresses of no use come last, the latest at the very end, until they work again', async () => {
  const book = new AddressBook('a.example', async () => ['1.1.1.1', '2.2.2.2', '3.3.3.3'].map(four))
  book.demote('1.1.1.1')
  assert.deepEqual(await look(book), ['2.2.2.2', '3.3.3.3', '1.1.1.1'])
  book.demote('2.2.2.2')
  assert.deepEqual(await look(book), ['3.3.3.3', '1.1.1.1', '2.2.2.2'])
  book.demote('1.1.1.1')
  book.demote('9.9.9.9')
  assert.deepEqual(await look(book), ['3.3.3.3', '2.2.2.2', '1.1.1.1'])
  book.restore('2.2.2.2')
  assert.deepEqual(await look(book), ['2.2.2.2', '3.3.3.3', '1.1.1.1'])
})

test('a name with more addresses than the limit loses the last ones; the useless are forgotten beyond it, oldest first', async () => {
  const all = Array.from({ length: ADDRESSES_MAX + 2 }, (_, index) => `10.0.0.${index}`)
  const book = new AddressBook('a.example', async () => all.map(four))
  assert.deepEqual(await look(book), all.slice(0, ADDRESSES_MAX))
  for (const address of all) book.demote(address)
  // Without a memory of the first two they would not stand before the others.
  assert.deepEqual((await look(book)).slice(0, 3), ['10.0.0.0', '10.0.0.1', '10.0.0.2'])
  book.demote('10.0.0.1')
  assert.deepEqual((await look(book)).slice(0, 3), ['10.0.0.0', '10.0.0.2', '10.0.0.3'])
})
