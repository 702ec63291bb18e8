// Comparisons of secrets (S07): `===` stops at the first character that differs, and so tells a stranger by its time how much was right.
// What the server is shown is compared by `sameSecret` of base/crypto.ts. Looks at names: what is called like a secret is one.
import {
  type Exception,
  type Finding,
  isTest,
  lineAt,
  readSources,
  type SourceFile,
  unexcepted,
} from './source-files.ts'

/** How secrets are called; the last word of a name counts. */
const secretName =
  /(?:secret|password|passphrase|sign|signature|hmac|mac|proof|token|cookie|bearer|(?:admin|api|master|operator)key)$/i
/** Constants: a text that stands for none, and the words of a protocol. */
const constantName = /^(?:no[A-Z]\w*|[A-Z][A-Z\d_]*)$/
/** Addresses of devices, which their vendors give to every app that asks; nobody gets in by one. */
const addressName = /(?:device_?token|regid)$/i
const chain = '[\\w$]+(?:[?!]?\\.[#\\w$]+|\\[[^\\]\\n]*\\]|\\([^()\\n]*\\))*'
const literal = /^(?:['"`\d-]|(?:undefined|null|true|false)$)/
const comparisons: readonly RegExp[] = [
  new RegExp(`(${chain})\\s*[!=]==?\\s*(-?${chain}|['"\`])`, 'g'),
  new RegExp(`(${chain})\\.(?:equals|localeCompare)\\((${chain})`, 'g'),
  new RegExp(`\\bBuffer\\.compare\\((${chain}),\\s*(${chain})`, 'g'),
]

/** Comparisons where nobody can learn anything by their time. An entry that nothing needs any more is a finding. */
const exceptions: readonly Exception[] = [
  {
    path: 'packages/server/src/store/like-answers.ts',
    what: 'text === names.token',
    reason: 'a device token in the answers of a vendor, to store it once',
  },
  {
    path: 'packages/vendors/src/transport/token-source.ts',
    what: 'this.#current?.token !== token',
    reason: 'our own token for a vendor with itself, in one process',
  },
]

/** Every comparison of a secret in what the server and its vendors run, of the repository at `root`. */
export function checkSecrets(root: string): readonly Finding[] {
  return secretFindings(readSources(root), exceptions)
}

/** The same over files in memory. */
export function secretFindings(files: readonly SourceFile[], allowed: readonly Exception[]): readonly Finding[] {
  const judged = files.filter(({ path }) => isJudged(path))
  if (judged.length === 0)
    return [{ path: 'packages', text: 'no source file seen: the check looks at the wrong place' }]
  return unexcepted(judged.flatMap(comparisonsOf), allowed)
}

/** A client and a page know no secret but their user's own; a simulator's are made for show. */
function isJudged(path: string): boolean {
  const isOfServer = /^packages\/(?:server|vendors)\/src\//.test(path)
  return isOfServer && !isTest(path) && !/\/testing\/|\/simulat/.test(path)
}

function comparisonsOf({ path, code }: SourceFile): readonly (Finding & { readonly what: string })[] {
  return comparisons.flatMap(pattern =>
    [...code.matchAll(pattern)]
      .filter(([, left = '', right = '']) => isOfSecret(left, right))
      .map(match => ({
        ...{ path, line: lineAt(code, match.index), what: match[0] },
        text: `${match[0]} compares a secret: use sameSecret`,
      })),
  )
}

function isOfSecret(left: string, right: string): boolean {
  const sides = [left, right]
  if (sides.some(side => literal.test(side) || constantName.test(side) || addressName.test(nameOf(side)))) return false
  return sides.some(side => secretName.test(nameOf(side)))
}

/** The name that a chain ends with, without what it is called with. */
function nameOf(side: string): string {
  return side.replace(/(?:\([^()]*\)|\[[^\]]*\])+$/, '')
}
