// Huawei's simulator with so many phones, in a process of its own: `huawei-phones.ts <FILE>`, a file that says certificates and how many.
// Writes beside it what a server and the programs under measurement need.
import { readFileSync, writeFileSync } from 'node:fs'
import { simulators } from '@posthouse/vendors/simulators'
import { packageName } from '../house.ts'
import { clock } from '../vendor-clock.ts'

/** What is asked for. */
export interface PhonesOrder {
  readonly certFile: string
  readonly keyFile: string
  readonly ca: string
  readonly phones: number
  /** Where to write {@link HuaweiPhones}. */
  readonly answer: string
}

/** What is there. */
export interface HuaweiPhones {
  readonly credential: object
  readonly endpoints: Readonly<Record<string, string>>
  readonly tokens: readonly string[]
}

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as PhonesOrder
const [certPem, keyPem] = [readFileSync(order.certFile, 'utf8'), readFileSync(order.keyFile, 'utf8')]
const start = simulators['huawei']
if (!start) throw new Error('there is no simulator of huawei')
const tls = { certPem, keyPem, caPem: order.ca }
const simulator = await start({ port: 0, tls, now: Date.now, random: Math.random, after: clock.after })
const credential = await simulator.addApp({ packageName })
const tokens = Array.from({ length: order.phones }, (_, index) => simulator.newToken(packageName, index))
const phones: HuaweiPhones = { credential, endpoints: simulator.endpoints, tokens }
writeFileSync(order.answer, JSON.stringify(phones))
process.stdout.write('ready to send\n')
