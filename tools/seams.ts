// The seams of chance and the lines never to cross: who may read the clock, draw random numbers, read the environment, or
// loosen TLS. Looks at code lines only; what a comment says is free.
import {
  type Exception,
  type Finding,
  isTest,
  lineAt,
  readSources,
  type SourceFile,
  unexcepted,
} from './source-files.ts'

interface Seam {
  readonly name: string
  readonly pattern: RegExp
  /** The files that may do it. Tests, and what stands in a folder `testing` for them, may do everything. */
  readonly mayUse: (path: string) => boolean
  readonly instead: string
}

const isBase = (path: string): boolean => path.startsWith('packages/server/src/base/')
/** transport/, simulator/, simulators.ts and each vendor's simulator.ts. */
const isSimulator = (path: string): boolean => /\/simulator[^/]*(\/|\.ts$)/.test(path)
/** The files of the client that know time and chance; its other rooms take a `World` or `Ports`. */
const isClientWorld = (path: string): boolean =>
  path === 'packages/client/src/rest/world.ts' || path === 'packages/client/src/system-ports.ts'
/** A browser draws components and hooks again by its own clock; the console's other rooms are told the time. */
const isDrawn = (path: string): boolean =>
  path.startsWith('packages/console/src/') && /\.tsx$|\/use-[\w-]+\.ts$|\/parts\/pause\.ts$/.test(path)
const ownsChance = (path: string): boolean => isBase(path) || isClientWorld(path)
const isTransport = (path: string): boolean => path.startsWith('packages/vendors/src/transport/')

const seams: readonly Seam[] = [
  {
    name: 'reads the clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/g,
    mayUse: path => ownsChance(path) || isDrawn(path),
    instead: 'take a Clock',
  },
  {
    name: 'draws chance',
    pattern: /\bMath\.random\b|\brandomUUID\b/g,
    mayUse: ownsChance,
    instead: 'take Random or Ids',
  },
  {
    name: 'starts a timer of its own',
    pattern:
      /(?<![\w.])(?:globalThis\.)?(?:setTimeout|setInterval)\b|\bAbortSignal\.timeout\b|['"](?:node:)?timers(?:\/promises)?['"]/g,
    mayUse: path => ownsChance(path) || isDrawn(path),
    instead: 'take a Clock',
  },
  {
    name: 'sets a timer in a vendor',
    pattern: /\bclock\.after\b/g,
    mayUse: path => !path.startsWith('packages/vendors/') || isTransport(path) || isSimulator(path),
    instead: 'leave waiting to transport/ or to the caller',
  },
  {
    name: 'reads the environment',
    pattern: /\bprocess\.env\b/g,
    mayUse: path => path === 'packages/server/src/app/config.ts',
    instead: 'declare the setting in app/settings.ts',
  },
  {
    name: 'switches certificate checks off',
    // A simulator asks for client certificates and judges them itself; it never calls anybody.
    pattern: /\brejectUnauthorized['"]?\s*:\s*false\b/g,
    mayUse: isSimulator,
    instead: 'trust the authority by `ca`',
  },
  {
    name: 'loosens TLS or HTTP for the whole process',
    pattern: /\bNODE_TLS_REJECT_UNAUTHORIZED\b|\binsecureHTTPParser\b/g,
    mayUse: () => false,
    instead: 'nothing: it is not needed',
  },
  {
    name: 'runs a text as a program',
    // S62, S53: what came over a wire stays text; a page's policy would refuse it anyway.
    pattern:
      /(?<![\w.])eval\s*\(|\bnew Function\b|(?<![\w.])Function\(|\b(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b|\bdocument\.write\b/g,
    mayUse: () => false,
    instead: 'read it as data',
  },
  {
    name: 'swallows an error',
    pattern: /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/g,
    mayUse: () => false,
    instead: 'add meaning, finish a boundary, or let it pass',
  },
]

/** Exceptions, each with the reason why no seam serves there. An entry that nothing needs any more is a finding. */
const exceptions: readonly Exception[] = [
  {
    path: 'packages/server/src/app/config.ts',
    what: 'loosens TLS or HTTP for the whole process',
    reason: 'refuses to start while NODE_TLS_REJECT_UNAUTHORIZED is set to 0',
  },
  {
    path: 'packages/console/src/pages/callbacks/snippets.ts',
    what: 'reads the clock',
    reason: 'text of programs for the servers of readers',
  },
  {
    path: 'packages/console/src/pages/callbacks/snippets.ts',
    what: 'reads the environment',
    reason: 'text of programs for the servers of readers',
  },
  {
    path: 'packages/console/src/pages/send/copy-as.ts',
    what: 'reads the environment',
    reason: 'text of programs for the servers of readers',
  },
]

/** Every crossing in the repository at `root`. */
export function checkSeams(root: string): readonly Finding[] {
  return seamFindings(readSources(root), exceptions)
}

/** The same over files in memory. */
export function seamFindings(files: readonly SourceFile[], allowed: readonly Exception[]): readonly Finding[] {
  if (files.length === 0) return [{ path: 'packages', text: 'no source file seen: the check looks at the wrong place' }]
  const crossings = files.filter(({ path }) => !isTest(path) && !path.includes('/testing/')).flatMap(crossingsOf)
  return unexcepted(crossings, allowed)
}

interface Crossing extends Finding {
  /** The seam. */
  readonly what: string
}

function crossingsOf({ path, code }: SourceFile): readonly Crossing[] {
  return seams
    .filter(seam => !seam.mayUse(path))
    .flatMap(seam =>
      [...code.matchAll(seam.pattern)].map(match => ({
        path,
        what: seam.name,
        line: lineAt(code, match.index),
        text: `${match[0].replace(/\s+/g, ' ')} ${seam.name}: ${seam.instead}`,
      })),
    )
}
