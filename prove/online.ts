// The online lab from the command line: clients that flap and die, a server that is killed, and every message audited.
//
//   npm run prove:online                                          200 clients, 100,000 messages, ten kills, SQLite
//   npm run prove:online -- --clients 40 --messages 4000 --kills 3 --seed 7 --database postgres
import { parseArgs } from 'node:util'
import { runOnlineLab } from './online/lab.ts'

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '200' },
      messages: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '10' },
      database: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '20' },
    },
  })
  const engine = values.database === 'postgres' ? 'postgres' : 'sqlite'
  const [clients, messages, kills] = [Number(values.clients), Number(values.messages), Number(values.kills)]
  const seed = Number(values.seed)
  print(`online lab: ${engine}, seed ${seed}, ${clients} clients, ${messages} messages, ${kills} kills of the server`)
  const untilMs = performance.now() + Number(values.minutes) * 60_000
  const onEvent = (text: string): void => print(`  ${text}`)
  const result = await runOnlineLab({ engine, clients, messages, kills, seed, untilMs, onEvent })
  const { report, faults } = result
  print('')
  print(
    `${report.stored} messages in the record, ${report.acknowledged} acknowledged, ${report.unclear} ended unclear for their sender`,
  )
  print(
    `${report.owed} owed to apps, ${report.given} given; ${report.heardAgain} heard again by a process killed while it listened`,
  )
  print(
    `${result.cuts} connections cut, ${result.silences} silenced, ${result.crowdKills} times a quarter of the clients and ` +
      `${result.serverKills} times the server killed, in ${Math.round(result.tookMs / 1_000)} s`,
  )
  for (const fault of faults) print(`FAULT: ${fault}`)
  print(
    faults.length === 0
      ? 'clean: nothing lost, nothing twice, order kept'
      : `NOT CLEAN; evidence in ${result.directory}`,
  )
  return faults.length === 0
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1
