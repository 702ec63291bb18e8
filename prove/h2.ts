// The fault laboratory of the HTTP/2 client from the command line: a thousand randomised sessions of each fault, judged by what the
// peer saw.
//
//   npm run prove:h2                                              F57–F66, 1,000 sessions each
//   npm run prove:h2 -- --fault F61 --sessions 1 --seed 42        one session again
//   npm run prove:h2 -- --compare --sessions 100                  beside @parse/node-apn and apns2
import { parseArgs } from 'node:util'
import { type ClientKind, clientKinds } from './h2/clients.ts'
import { type Fault, faults } from './h2/faults.ts'
import { issuePapers } from './h2/papers.ts'
import { type Compared, comparisonLines, headLine, offenderLines, sumLine } from './h2/report.ts'
import { type FaultSum, runFaults } from './h2/run.ts'
import type { Shape } from './h2/scene.ts'

interface Options {
  readonly sessions: number
  readonly seed: number
  readonly shape: Shape
  readonly faults: readonly Fault[]
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      sessions: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      fault: { type: 'string', multiple: true },
      client: { type: 'string', default: 'posthouse' },
      compare: { type: 'boolean', default: false },
    },
  })
  const client = clientOf(values.client)
  const options = {
    sessions: wholeNumber('sessions', values.sessions),
    seed: wholeNumber('seed', values.seed),
    shape: values.compare || !client.takesClock ? ('apns' as const) : ('any' as const),
    faults: values.fault === undefined ? faults : values.fault.map(faultOf),
  }
  if (!values.compare) return isClean(await run(client, options))
  const compared: Compared[] = []
  for (const kind of clientKinds) {
    const comparable = { ...options, faults: options.faults.filter(({ isComparable }) => isComparable) }
    compared.push({ name: kind.name, sums: await run(kind, comparable) })
  }
  for (const line of comparisonLines(compared)) print(line)
  return isClean(compared.find(({ name }) => name === 'posthouse')?.sums ?? [])
}

async function run(client: ClientKind, options: Options): Promise<readonly FaultSum[]> {
  const chosen = client.takesClock ? options.faults : options.faults.filter(({ isComparable }) => isComparable)
  print(`${client.name}: ${options.sessions} sessions of each fault, seeds from ${options.seed}`)
  print(headLine())
  const papers = await issuePapers(Date.now())
  const sums = await runFaults({
    ...options,
    faults: chosen,
    client,
    papers,
    onFault: sum => {
      print(sumLine(sum))
      // Of the others only the sums matter.
      if (client.name === 'posthouse') for (const line of offenderLines(sum)) print(line)
    },
  })
  print('')
  return sums
}

function isClean(sums: readonly FaultSum[]): boolean {
  const bad = sums.reduce((all, sum) => all + sum.bad.length, 0)
  print(bad === 0 ? 'clean: no violation' : `NOT CLEAN: ${bad} sessions with a violation`)
  return sums.length > 0 && bad === 0
}

function faultOf(id: string): Fault {
  const found = faults.find(fault => fault.id === id.toUpperCase())
  if (!found) throw new Error(`--fault is one of ${faults.map(fault => fault.id).join(', ')}, not ${id}`)
  return found
}

function clientOf(name: string): ClientKind {
  const found = clientKinds.find(kind => kind.name === name)
  if (!found) throw new Error(`--client is one of ${clientKinds.map(kind => kind.name).join(', ')}, not ${name}`)
  return found
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not ${text}`)
  return Number(text)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

// The libraries under comparison may leave handles behind; the run is over all the same.
if (import.meta.main) process.exit((await main()) ? 0 : 1)
