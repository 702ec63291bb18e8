// `posthouse simulators`: the vendors' stand-ins in a process of their own, for a server started with `--simulators FILE`, for other
// people's push libraries, and for tests in which the server dies and the vendors do not.
import { parseArgs } from 'node:util'
import { writePrivate } from '../app/data-directory.ts'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { startSimulators } from './simulators.ts'

/** Runs until SIGTERM or SIGINT; resolves with the exit code. Writes where everything is to `--file` (0600). */
export async function runSimulators(argv: readonly string[]): Promise<number> {
  const file = readFile(argv)
  if (file === undefined) {
    process.stderr.write('posthouse: usage: posthouse simulators [--file simulators.json]\n')
    return 2
  }
  await using running = await startSimulators({ clock: systemClock, random: systemRandom })
  const apps: Record<string, unknown> = {}
  for (const [vendor, simulator] of running.byVendor)
    apps[vendor] = await simulator.addApp({ packageName: 'com.example.chat' })
  const { places, control } = running
  await writePrivate(file, `${JSON.stringify({ ...places, control, apps }, undefined, 2)}\n`)
  process.stdout.write(`ready ${file}\n`)
  for (const [vendor, { url }] of running.byVendor) process.stdout.write(`  ${vendor.padEnd(8)} ${url}\n`)
  await new Promise<void>(resolve => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
  return 0
}

function readFile(argv: readonly string[]): string | undefined {
  try {
    const { values } = parseArgs({ args: [...argv], options: { file: { type: 'string', default: 'simulators.json' } } })
    return values.file
  } catch {
    return undefined
  }
}
