// Which members of the callers' blocks a renderer looks at: what nobody reads is ignored by the vendor, and no list of names has to be
// kept by hand. Knows no vendor.
import { isObject, type JsonObject, type JsonValue } from '../json.ts'

/** Blocks that note how they are read. */
export interface RecordedReads {
  readonly blocks: Readonly<Record<string, JsonObject>>
  /** Paths of members that were set and not read, within blocks that were: `oppo.bigTitle`. In the caller's order. */
  unread(): readonly string[]
  /** Every text and number in the blocks that were read, by its path. */
  leaves(): readonly Leaf[]
  /** Paths that were asked for, whether set or not. */
  asked(): readonly string[]
}

/** A value inside a block. */
export interface Leaf {
  readonly path: string
  readonly value: string | number
}

/** Members looked at in one report; a hostile block may have thousands. */
const MEMBERS_MAX = 1_000

/** Wraps blocks. */
export function recordReads(blocks: Readonly<Record<string, JsonObject>>): RecordedReads {
  const read = new Set<string>()
  /** Looked for, whether read after that or not. */
  const probed = new Set<string>()
  /** Objects that were copied or written as a whole: then every member of them counts as read. */
  const whole = new Set<string>()
  const wrap = (object: JsonObject, path: string): JsonObject =>
    // A copy, because a proxy may answer nothing else for a frozen member.
    new Proxy<JsonObject>(
      { ...object },
      {
        get(target, name) {
          const value = Reflect.get(target, name) as JsonValue | undefined
          if (typeof name === 'symbol') return value
          const member = path === '' ? name : `${path}.${name}`
          read.add(member)
          return isObject(value) ? wrap(value, member) : value
        },
        getOwnPropertyDescriptor(target, name) {
          if (typeof name === 'string') probed.add(path === '' ? name : `${path}.${name}`)
          return Reflect.getOwnPropertyDescriptor(target, name)
        },
        ownKeys(target) {
          whole.add(path)
          return Reflect.ownKeys(target)
        },
      },
    )
  const ofRead = (): readonly [string, JsonObject][] => Object.entries(blocks).filter(([name]) => read.has(name))
  return {
    blocks: wrap(blocks, '') as Readonly<Record<string, JsonObject>>,
    unread: () =>
      ofRead()
        .flatMap(([name, block]) => unreadIn(block, name, { read, whole }))
        .slice(0, MEMBERS_MAX),
    leaves: () =>
      ofRead()
        .flatMap(([name, block]) => leavesIn(block, name))
        .slice(0, MEMBERS_MAX),
    asked: () => [...new Set([...read, ...probed])],
  }
}

interface Seen {
  readonly read: ReadonlySet<string>
  readonly whole: ReadonlySet<string>
}

function unreadIn(object: JsonObject, path: string, seen: Seen): readonly string[] {
  if (seen.whole.has(path)) return []
  return Object.entries(object).flatMap(([name, value]) => {
    const member = `${path}.${name}`
    // Forms send every member; an empty one asks for nothing.
    if (value === undefined || value === null || value === '') return []
    if (!seen.read.has(member)) return [member]
    return isObject(value) ? unreadIn(value, member, seen) : []
  })
}

function leavesIn(value: JsonValue | undefined, path: string): readonly Leaf[] {
  if (typeof value === 'string' || typeof value === 'number') return [{ path, value }]
  return isObject(value) ? Object.entries(value).flatMap(([name, member]) => leavesIn(member, `${path}.${name}`)) : []
}
