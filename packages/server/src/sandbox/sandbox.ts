// The sandbox: simulators instead of vendors, a demo app on the server, and the next steps for a person who has just arrived.
import type { Simulator } from '@posthouse/vendors/simulators'
import type { System } from '../app/compose.ts'
import { type DataDirectory, readJson, writePrivate } from '../app/data-directory.ts'
import type { Addresses } from '../app/listeners.ts'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { SandboxDesk } from '../ports/sandbox-desk.ts'
import { type Demo, furnishDemo, packageName, receiptUrls } from './demo.ts'
import { openDesk } from './desk.ts'
import type { SimulatorPlaces } from './simulated-io.ts'
import { startSimulators } from './simulators.ts'

/** What the sandbox uses. */
export interface SandboxDeps {
  readonly clock: Clock
  readonly random: Random
  readonly directory: DataDirectory
}

/** Running simulators. Closing stops them. */
export interface Sandbox extends AsyncDisposable {
  readonly places: SimulatorPlaces
  readonly byVendor: ReadonlyMap<string, Simulator>
  /** For the console's phones. */
  readonly desk: SandboxDesk
  /** Makes or renews the demo app on a listening server; resolves with the next steps as text. */
  furnish(system: System, at: Addresses & { readonly adminKey: string }): Promise<string>
}

/** Starts the simulators. */
export async function startSandbox({ clock, random, directory }: SandboxDeps): Promise<Sandbox> {
  const running = await startSimulators({ clock, random })
  const desk = openDesk({ simulators: running.byVendor, packageName, clock, random })
  return {
    places: running.places,
    byVendor: running.byVendor,
    desk,
    async furnish(system, { url, adminUrl, adminKey }) {
      const earlier = await readJson(directory.demo)
      const { demo, token } = await furnishDemo({
        system,
        server: url,
        admin: adminUrl,
        adminKey,
        simulators: running.byVendor,
        random,
        passwords: passwordsOf(earlier),
        earlierNotifiers: notifiersOf(earlier),
      })
      await writePrivate(directory.authority, running.places.ca)
      const simulators = Object.fromEntries([...running.byVendor].map(([vendor, simulator]) => [vendor, simulator.url]))
      const file = { ...demo, simulators, ca: directory.authority, control: running.control }
      await writePrivate(directory.demo, `${JSON.stringify(file, undefined, 2)}\n`)
      desk.furnished({
        ...demo,
        users: demo.users.map(({ id }) => id),
        notifiers: await receiptUrls(demo),
      })
      return nextSteps(demo, token, directory.demo)
    },
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}

interface EarlierUser {
  readonly id?: unknown
  readonly password?: unknown
  readonly bindings?: unknown
}

function earlierUsers(earlier: unknown): readonly EarlierUser[] {
  if (typeof earlier !== 'object' || earlier === null || !('users' in earlier) || !Array.isArray(earlier.users))
    return []
  return earlier.users as readonly EarlierUser[]
}

function passwordsOf(earlier: unknown): ReadonlyMap<string, string> {
  return new Map(
    earlierUsers(earlier).flatMap(({ id, password }) =>
      typeof id === 'string' && typeof password === 'string' ? [[id, password]] : [],
    ),
  )
}

function notifiersOf(earlier: unknown): readonly string[] {
  const bindings = earlierUsers(earlier).flatMap(user => (Array.isArray(user.bindings) ? user.bindings : []))
  const names = (bindings as readonly { readonly notifierName?: unknown }[]).map(({ notifierName }) => notifierName)
  return [...new Set(names.filter(name => typeof name === 'string'))]
}

function nextSteps(demo: Demo, token: string, demoFile: string): string {
  const { server, org, app } = demo
  return `
Sandbox: every vendor is a local simulator; nothing reaches a real phone.

1. Send a notification and watch each hop:

   npx posthouse push test1 "hello" --follow

2. The same as your server would send it:

   curl -X POST '${server}/${org}/${app}/push/sync/test1' \\
     -H 'Authorization: Bearer ${token}' \\
     -H 'Content-Type: application/json' \\
     -d '{"strategy": 3, "pushMessage": {"title": "环信推送", "content": "你好，欢迎使用环信推送服务", "sub_title": "环信"}}'

3. See what became of it: open the address of the console above, and choose the app ${org}#${app}.

4. Every request there is, with examples: ${server}/reference

5. Everything a script needs is in ${demoFile}. Stop with Ctrl-C.
`
}
