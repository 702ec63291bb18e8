// The floors of the house: which room may import which, and that no imports run in a circle. Types count like values.
import { builtinModules } from 'node:module'
import {
  type Finding,
  importsOf,
  isTest,
  readEntries,
  readSources,
  resolveRelative,
  type SourceFile,
} from './source-files.ts'

/** Rooms of packages/server/src from the ground up; `sees` are the other rooms that a room may import. */
const serverRooms: Readonly<Record<string, { readonly floor: number; readonly sees: readonly string[] }>> = {
  base: { floor: 0, sees: [] },
  domain: { floor: 1, sees: ['base'] },
  ports: { floor: 2, sees: ['base', 'domain'] },
  store: { floor: 3, sees: ['base', 'domain', 'ports'] },
  bus: { floor: 3, sees: ['base', 'domain', 'ports'] },
  net: { floor: 3, sees: ['base', 'domain', 'ports'] },
  channels: { floor: 3, sees: ['base', 'domain', 'ports'] },
  flows: { floor: 4, sees: ['base', 'domain', 'ports'] },
  worker: { floor: 5, sees: ['base', 'domain', 'ports', 'flows'] },
  http: { floor: 5, sees: ['base', 'domain', 'ports', 'flows'] },
  api: { floor: 5, sees: ['base', 'domain', 'ports', 'flows', 'http'] },
  gateway: { floor: 5, sees: ['base', 'domain', 'ports', 'flows'] },
  app: {
    floor: 6,
    sees: ['base', 'domain', 'ports', 'store', 'bus', 'net', 'channels', 'flows', 'worker', 'http', 'api', 'gateway'],
  },
}

/** What stands on the house: sees every room, and is seen by nobody but each other. */
const roof = 'roof'
const roofNames: readonly string[] = ['main', 'serve', 'cli', 'sandbox']

/** Packages, and the packages that each may import. */
const packageSees: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  vendors: ['protocol'],
  client: ['protocol'],
  server: ['protocol', 'vendors'],
  console: ['protocol', 'client'],
}

/** Packages that also run where there is no Node. */
const withoutNode: ReadonlySet<string> = new Set(['protocol', 'client', 'console'])

/** The name that others import a package by, to its folder. */
const packageNames: Readonly<Record<string, string>> = {
  '@posthouse/protocol': 'protocol',
  '@posthouse/vendors': 'vendors',
  '@posthouse/client': 'client',
  '@posthouse/console': 'console',
  posthouse: 'server',
}

/** Every breach of the floors and every circle in the repository at `root`. */
export function checkFloors(root: string): readonly Finding[] {
  return floorFindings(readSources(root), readEntries(root))
}

/** The same over files in memory; `entries` are package entry files by import specifier. */
export function floorFindings(files: readonly SourceFile[], entries: ReadonlyMap<string, string>): readonly Finding[] {
  if (files.length === 0) return [{ path: 'packages', text: 'no source file seen: the check looks at the wrong place' }]
  const known = new Set(files.map(file => file.path))
  const findings: Finding[] = files.flatMap(placeFindings)
  const graph = new Map<string, string[]>()
  for (const file of files) {
    const targets: string[] = []
    for (const { specifier, line } of importsOf(file)) {
      const target = specifier.startsWith('.') ? resolveRelative(file.path, specifier) : entries.get(specifier)
      if (target !== undefined && known.has(target)) targets.push(target)
      const text = breach(file.path, specifier, target, known)
      if (text !== undefined) findings.push({ path: file.path, line, text })
    }
    graph.set(file.path, targets)
  }
  return [...findings, ...cycleFindings(graph)]
}

/** A file that stands in no known room. */
function placeFindings(file: SourceFile): readonly Finding[] {
  const { packageName, room } = placeOf(file.path)
  if (packageSees[packageName] === undefined) {
    return [{ path: file.path, text: `unknown package ${packageName}: give it a line in tools/floors.ts` }]
  }
  if (packageName === 'server' && room !== roof && serverRooms[room] === undefined) {
    return [{ path: file.path, text: `unknown room ${room}: give it a floor in tools/floors.ts` }]
  }
  return []
}

/** Why this import is not allowed, or undefined. */
function breach(
  from: string,
  specifier: string,
  target: string | undefined,
  known: ReadonlySet<string>,
): string | undefined {
  const here = placeOf(from)
  if (!specifier.startsWith('.')) return packageBreach(here, from, specifier)
  // Styles and pictures are no sources; the console's build fails where one is missing.
  if (/\.(css|svg)$/.test(specifier)) return undefined
  if (target === undefined || !target.startsWith(`packages/${here.packageName}/`)) {
    return `reaches out of its package by a path (${specifier}): import the package by its name`
  }
  if (!target.startsWith(`packages/${here.packageName}/src/`)) return undefined
  if (!known.has(target)) return `imports ${specifier}, which does not exist`
  if (!isTest(from) && isTest(target)) return `imports the test ${specifier}`
  return here.packageName === 'server' ? roomBreach(here.room, placeOf(target).room, isTest(from)) : undefined
}

function packageBreach(here: Place, from: string, specifier: string): string | undefined {
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '')
  const isNode = specifier.startsWith('node:') || builtinModules.includes(specifier)
  if (isNode) {
    return withoutNode.has(here.packageName) && !isTest(from)
      ? `${here.packageName} runs without Node and may not import ${specifier}`
      : undefined
  }
  const folder = packageNames[name] ?? (name.startsWith('@posthouse/') ? name : undefined)
  if (folder === undefined || packageSees[here.packageName]?.includes(folder) !== false) return undefined
  return folder === here.packageName
    ? `imports its own package by name (${specifier}): use a path`
    : `package ${here.packageName} may not import ${specifier}`
}

function roomBreach(here: string, there: string, byTest: boolean): string | undefined {
  if (here === there || here === roof) return undefined
  const from = serverRooms[here]
  const to = serverRooms[there]
  if (there === roof) return `${here} imports ${roofNames.join('/')}, which nobody may import`
  if (from === undefined || to === undefined) return undefined // reported as an unknown room
  if (from.sees.includes(there)) return undefined
  if (byTest && (there === 'app' || to.floor <= from.floor)) return undefined
  return `${here} (floor ${from.floor}) may not import ${there} (floor ${to.floor})`
}

interface Place {
  readonly packageName: string
  /** First folder under src; a file directly under src is a room of its own name. */
  readonly room: string
}

function placeOf(path: string): Place {
  const [, packageName = '', , first = ''] = path.split('/')
  const room = first.replace(/(\.test)?\.tsx?$/, '')
  return { packageName, room: packageName === 'server' && roofNames.includes(room) ? roof : room }
}

/** One finding per knot of files that reach each other: Tarjan's strongly connected components. */
function cycleFindings(graph: ReadonlyMap<string, readonly string[]>): readonly Finding[] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const findings: Finding[] = []
  const visit = (file: string): number => {
    const order = index.size
    index.set(file, order)
    stack.push(file)
    let lowest = order
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, low.get(next) ?? index.get(next) ?? order)
    }
    low.set(file, lowest)
    if (lowest === order) {
      const knot = stack.splice(stack.indexOf(file)).sort()
      const imports = graph.get(file) ?? []
      if (knot.length > 1 || imports.includes(file)) {
        findings.push({ path: knot[0] ?? file, text: `import cycle of ${knot.length}: ${knot.join(' ↔ ')}` })
      }
    }
    return lowest
  }
  for (const file of graph.keys()) if (!index.has(file)) visit(file)
  return findings
}
