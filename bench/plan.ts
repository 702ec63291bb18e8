// How many nodes, connections and how much database a number of users takes, predicted from what was measured (measured.json), and a day
// of that cluster simulated: `npm run plan`, `npm run plan -- --users 5000000 --messages 30`. `--guide` writes the tables of the capacity guides.
import { parseArgs } from 'node:util'
import { type Measured, readMeasured } from './measured.ts'
import { writeGuides } from './plan/guide.ts'
import { flagOf, flags, type Inputs, inputsOf } from './plan/inputs.ts'
import { simulateAll } from './plan/scenarios.ts'
import { type Plan, planOf } from './plan/size.ts'
import { checkTable, costTable, count, dayTable, embeddedUsers, planTable, type Table } from './plan/tables.ts'
import { printTable } from './report.ts'

/** What is planned for where nobody names a size. */
const sizes = ['1000000', '10000000', '100000000']

function run(): void {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', multiple: true, default: sizes },
      guide: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      ...Object.fromEntries(flags.map(({ name }) => [flagOf(name), { type: 'string' as const }])),
    },
  })
  if (values.help) {
    process.stdout.write(`--users N (may be given often)\n${flags.map(helpOf).join('')}`)
    return
  }
  const measured = readMeasured()
  if (values.guide) {
    writeGuides(measured)
    return
  }
  const given: Readonly<Record<string, unknown>> = values
  const plans = (values.users as readonly string[]).map(users => {
    if (!/^\d+$/.test(users)) throw new Error(`--users takes a whole number, not ${users}`)
    const inputs = inputsOf(Number(users), given)
    return { inputs, plan: planOf(inputs, measured) }
  })
  print(measured, plans)
}

function helpOf({ name, fallback, text }: (typeof flags)[number]): string {
  return `--${flagOf(name)} ${text}; ${fallback}\n`
}

function print(measured: Measured, plans: readonly { readonly inputs: Inputs; readonly plan: Plan }[]): void {
  const { day, node, cpu } = measured.cluster.origin
  process.stdout.write(`Measured on ${day}, Node ${node}, ${cpu}. All figures are predictions for such cores.\n`)
  const show = (title: string, { head, rows }: Table): void => printTable(title, head, rows)
  show('What each costs', costTable(measured, 'en'))
  show('The model beside loads that it was not fitted to', checkTable(measured, 'en'))
  const [first] = plans
  if (first)
    process.stdout.write(
      `\nOne embedded process carries ${embeddedUsers(first.inputs, measured)} users of these habits.\n`,
    )
  show('The plan', planTable(plans, 'en'))
  for (const { inputs, plan } of plans) {
    const startedMs = performance.now()
    const days = dayTable(simulateAll(inputs, plan, measured), 'en')
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
    show(`Days of ${count(inputs.users)} users, simulated in ${seconds} s`, days)
  }
}

try {
  run()
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  process.exitCode = 1
}
