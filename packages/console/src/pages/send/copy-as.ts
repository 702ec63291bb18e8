// The same push as a command or a program: curl, Node with @posthouse/client/rest, Java with the Easemob push server SDK. Pure text;
// addresses and credentials are variables of whoever runs it.
import type { Place } from '../../api/place.ts'
import { javaOf } from './copy-java.ts'
import { type Draft, isAddressed } from './draft.ts'

/** The languages. */
export const copyLanguages = ['curl', 'node', 'java'] as const
/** See {@link copyLanguages}. */
export type CopyLanguage = (typeof copyLanguages)[number]

/** The program; undefined where nobody is named, or the language has no way to do this. */
export function copyAs(language: CopyLanguage, place: Place, draft: Draft): string | undefined {
  if (!isAddressed(draft)) return undefined
  switch (language) {
    case 'curl':
      return curlOf(place, draft)
    case 'node':
      return nodeOf(place, draft)
    case 'java':
      return draft.kind === 'user' ? javaOf(place, draft) : undefined
  }
}

/** A command for any POSIX shell. */
function curlOf({ org, app }: Place, draft: Draft): string {
  const { kind, user, strategy, message } = draft
  const ofApp = `${encodeURIComponent(org)}/${encodeURIComponent(app)}`
  const [path, variable, body] =
    kind === 'user'
      ? [`${ofApp}/push/async/${encodeURIComponent(user)}`, 'TOKEN', { strategy, pushMessage: message }]
      : [
          `admin/v1/apps/${ofApp}/push/direct`,
          'POSTHOUSE_KEY',
          { target: deviceOf(draft), strategy, pushMessage: message },
        ]
  const what = kind === 'user' ? 'an app token' : 'an API key of the role operator'
  return [
    `# POSTHOUSE: the address of the server. ${variable}: ${what}.`,
    `curl -X POST "$POSTHOUSE/${path}" \\`,
    `  -H "Authorization: Bearer $${variable}" -H 'Content-Type: application/json' \\`,
    `  -d ${inShell(JSON.stringify(body, undefined, 2))}`,
    '',
  ].join('\n')
}

/** One word of a shell, whatever stands in it. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

function nodeOf({ org, app }: Place, draft: Draft): string {
  const { kind, user, strategy, message } = draft
  const isUser = kind === 'user'
  const credentials = isUser
    ? ['clientId: process.env.CLIENT_ID,', 'clientSecret: process.env.CLIENT_SECRET,']
    : ['adminKey: process.env.POSTHOUSE_KEY,']
  const call = isUser ? 'posthouse.push.async' : 'posthouse.debug.push'
  const input = isUser
    ? { target: user, strategy, pushMessage: message }
    : { target: deviceOf(draft), strategy, pushMessage: message }
  return [
    "import { createPosthouse } from '@posthouse/client/rest'",
    '',
    'const posthouse = createPosthouse({',
    '  server: process.env.POSTHOUSE,',
    `  org: ${JSON.stringify(org)},`,
    `  app: ${JSON.stringify(app)},`,
    ...credentials.map(line => `  ${line}`),
    '})',
    '',
    `const answer = await ${call}(${JSON.stringify(input, undefined, 2)})`,
    'console.log(answer)',
    '',
  ].join('\n')
}

function deviceOf({ kind, pushId, notifier, token }: Draft): Readonly<Record<string, string>> {
  return kind === 'pushId' ? { pushId: pushId.trim() } : { notifier, token: token.trim() }
}
