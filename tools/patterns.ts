// Regular expressions (S35): one that tries the same text in many ways lets a stranger stop a process with a few kilobytes. Each one of the
// sources that repeats anything without an end is attacked with long texts made of what it itself mentions, and has to be quick.
import { performance } from 'node:perf_hooks'
import {
  type Exception,
  type Finding,
  isTest,
  lineAt,
  readSources,
  type SourceFile,
  unexcepted,
} from './source-files.ts'

/** How long attacks are, in characters, and how long one may take, ms; the last as reliability.md S35 has it, after what grows without bounds. */
const attacks: readonly { readonly length: number; readonly limitMs: number }[] = [
  { length: 22, limitMs: 10 },
  { length: 500, limitMs: 10 },
  { length: 10_000, limitMs: 10 },
  { length: 50_000, limitMs: 50 },
]
/** A machine that does something else is no slow pattern: so many times in a row. */
const triesMax = 3
/** Letters of a pattern that attacks are made of, besides all pairs of them. */
const lettersMax = 8

/** Patterns that no stranger has a word in. An entry that nothing needs any more is a finding. */
const exceptions: readonly Exception[] = [
  ...['server/src/app/config.ts', 'server/src/cli/connect.ts', 'vendors/src/fcm/service.ts'].map(file => ({
    path: `packages/${file}`,
    what: '/\\/+$/',
    reason: 'an address that the operator gives',
  })),
  ...['client/src/rest/caller.ts', 'client/src/zim/place.ts'].map(file => ({
    path: `packages/${file}`,
    what: '/\\/+$/',
    reason: 'an address that the app gives its own client',
  })),
  ...['FIXED_DATE', 'ASCTIME_DATE'].map(name => ({
    path: 'packages/vendors/src/transport/retry-after.ts',
    what: `${name} = new RegExp(`,
    reason: 'made of constants, and nothing in it repeats',
  })),
  {
    path: 'packages/console/src/pages/send/message-json.ts',
    what: '/, "[\\s\\S]*" is not valid JSON$/',
    reason: 'a sentence of the browser, which quotes a few characters',
  },
  {
    path: 'packages/vendors/src/webpush/credentials.ts',
    what: 'HOST_NAME = new RegExp(',
    reason: 'made of constants, for a name of at most 253 characters that the operator gives',
  },
]

/** Every slow pattern of the packages of the repository at `root`. */
export function checkPatterns(root: string): readonly Finding[] {
  return patternFindings(readSources(root), exceptions)
}

/** The same over files in memory. */
export function patternFindings(files: readonly SourceFile[], allowed: readonly Exception[]): readonly Finding[] {
  const judged = files.filter(({ path }) => !isTest(path) && !path.includes('/testing/'))
  const patterns = judged.flatMap(patternsOf)
  if (patterns.length === 0) return [{ path: 'packages', text: 'no pattern seen: the check looks at the wrong place' }]
  const slow = patterns.flatMap(({ path, line, code, pattern }) => {
    const fault = pattern ? faultOf(pattern) : 'is put together while the program runs: write it out'
    return fault === undefined ? [] : [{ path, line, what: code, text: `${code} ${fault}` }]
  })
  return unexcepted(slow, allowed)
}

/** What is wrong with a pattern; undefined for a good one. */
export function faultOf(pattern: RegExp): string | undefined {
  const text = isEndless(pattern.source) ? slowTextOf(pattern) : undefined
  return text === undefined ? undefined : `takes long for ${text}`
}

interface Found {
  readonly path: string
  readonly line: number
  readonly code: string
  /** Undefined: nobody knows before it runs. */
  readonly pattern: RegExp | undefined
}

/** A literal after what an expression begins with: an operator, a bracket, a comma, `return`, or a line. */
const literal =
  /(?<=(?:[(,=:[!&|?{};>]|\breturn|^)\s*)\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/gm

const madeAtRun = /(?:\w+ = )?\bnew RegExp\(/g

function patternsOf({ path, code }: SourceFile): readonly Found[] {
  const placeOf = (match: RegExpExecArray) => ({ path, line: lineAt(code, match.index), code: match[0] })
  const written = [...code.matchAll(literal)].flatMap(match => {
    const pattern = readPattern(match[1] ?? '', match[2] ?? '')
    return pattern ? [{ ...placeOf(match), pattern }] : []
  })
  return [...written, ...[...code.matchAll(madeAtRun)].map(match => ({ ...placeOf(match), pattern: undefined }))]
}

/** Undefined for what only looks like a pattern: a division, the end of a tag. */
function readPattern(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** Whether it repeats something as often as it likes; what does not looks at each place for a bounded time. */
function isEndless(source: string): boolean {
  return /[*+]|\{\d+,\}/.test(source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, 'x'))
}

/** The first attack that takes too long, for a person. */
function slowTextOf(pattern: RegExp): string | undefined {
  for (const { length, limitMs } of attacks) {
    for (const [name, text] of attacksOn(pattern.source, length)) if (isSlow(pattern, text, limitMs)) return name
  }
  return undefined
}

function isSlow(pattern: RegExp, text: string, limitMs: number): boolean {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const startedMs = performance.now()
    // As `exec` and `replaceAll` of the sources would go over it.
    text.replace(pattern, '')
    if (performance.now() - startedMs < limitMs) return false
  }
  return true
}

/** Long texts by name, each of which ends with what nothing matches. */
function* attacksOn(source: string, length: number): Generator<readonly [name: string, text: string]> {
  const letters = lettersOf(source)
  const [head = ''] = /^[\w\s<>"'@#%&~`:;,!-]+/.exec(source.replace(/^\^?\(?\??:?/, '')) ?? []
  const pumps = letters.flatMap(one => letters.map(other => (one === other ? one : one + other)))
  for (const pump of head.length > 2 ? [head, ...pumps] : pumps) {
    const text = pump.repeat(Math.ceil(length / pump.length))
    yield [`${length} of ${JSON.stringify(pump)}`, `${text}\u0001`]
    if (head !== '' && pump.length === 1)
      yield [`${JSON.stringify(head)} and ${length} of ${JSON.stringify(pump)}`, `${head}${text}\u0001`]
  }
}

/** Samples of what the pattern mentions: its own letters, and one of each class. */
function lettersOf(source: string): readonly string[] {
  const classes: Readonly<Record<string, string>> = {
    w: 'a',
    d: '0',
    s: ' ',
    S: 'a',
    W: '-',
    D: 'a',
    b: 'a',
    n: '\n',
    t: '\t',
    r: '\r',
  }
  const found = new Set<string>()
  for (const [, escaped, plain] of source.matchAll(/\\([\s\S])|([^\\()[\]{}|^$?*+])/g)) {
    if (escaped !== undefined) found.add(classes[escaped] ?? escaped)
    else if (plain !== undefined) found.add(plain === '.' ? 'a' : plain)
  }
  // Of many letters the marks are the ones that patterns turn on.
  const marks = [...found].filter(one => !/[\p{L}\d]/u.test(one))
  const others = [...found].filter(one => !marks.includes(one))
  return ['a', ...marks, ...others].filter((one, at, all) => all.indexOf(one) === at).slice(0, lettersMax)
}
