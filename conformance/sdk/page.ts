// The suite in a page: runs a case by its name when it is told to, with the browser's own sockets and storage.
import { webShelf } from '@posthouse/client'
import { cases } from './cases.ts'
import { type Host, hostMethods } from './host.ts'
import { type ClientModule, type Engine, World } from './world.ts'

/** What the test puts into the page, and what the page offers to it. */
export interface PageGlobals {
  readonly askHost: (method: string, args: readonly unknown[]) => Promise<unknown>
  readonly place: Engine['place']
  readonly localStorage: {
    getItem(key: string): string | null
    setItem(key: string, value: string): void
    removeItem(key: string): void
  }
  runCase: (name: string) => Promise<string | undefined>
}

const page = globalThis as unknown as PageGlobals
let copies = 0

const host = Object.fromEntries(
  hostMethods.map(method => [method, (...args: readonly unknown[]) => page.askHost(method, args)]),
) as unknown as Host

const engine: Engine = {
  host,
  place: page.place,
  load: () => {
    copies += 1
    return import(new URL(`client.mjs?copy=${copies}`, import.meta.url).href) as Promise<ClientModule>
  },
  shelf: () => {
    copies += 1
    const prefix = `device-${copies}.`
    const { localStorage } = page
    return webShelf({
      getItem: key => localStorage.getItem(prefix + key),
      setItem: (key, value) => localStorage.setItem(prefix + key, value),
      removeItem: key => localStorage.removeItem(prefix + key),
    })
  },
}

/** Resolves with what went wrong, as text that crosses to the test. */
page.runCase = async name => {
  const found = cases.find(one => one.name === name)
  if (!found) return `there is no case ${name}`
  await using world = new World(engine)
  try {
    await found.run(world)
    return undefined
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : JSON.stringify(cause)
  }
}
