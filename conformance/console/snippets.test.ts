// The verifiers that the console hands out, run as they stand: a request that came from here is believed, one that was changed is not. Where a
// machine lacks a language, the text must be the one that was run on another.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  type SnippetLanguage,
  snippetLanguages,
  snippetOf,
} from '../../packages/console/src/pages/callbacks/snippets.ts'
import { hmacSha256Base64 } from '../../packages/server/src/base/crypto.ts'
import { signatureHeaders } from '../../packages/server/src/domain/callback-signature.ts'

const variable = 'POSTHOUSE_SECRET_ORDERS'
const [secret, oldSecret] = ['demo-secret-1', 'demo-secret-0']
const body = '{"status":"fail","detail":"push yet but fail ","target":"用户"}'

let place: string
before(async () => {
  place = await mkdtemp(join(tmpdir(), 'posthouse-snippets-'))
})
after(() => rm(place, { recursive: true, force: true }))

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Signed now, or so long ago, with these secrets. */
function sent(secrets: readonly string[], agoMs = 0): Sent {
  const keys = secrets.map(one => new TextEncoder().encode(one))
  return { headers: { ...signatureHeaders(7n, body, keys, Date.now() - agoMs, hmacSha256Base64) }, body }
}

const requests: readonly (readonly [string, () => Sent, boolean])[] = [
  ['one that came from here', () => sent([secret]), true],
  ['one with two signatures after a rotation', () => sent([oldSecret, secret]), true],
  ['one whose body was changed', () => ({ ...sent([secret]), body: body.replace('fail', 'FAIL') }), false],
  ['one of another secret', () => sent([oldSecret]), false],
  ['one that is six minutes old', () => sent([secret], 360_000), false],
  ['one without signatures', () => ({ headers: {}, body }), false],
]

/** How a language is run: the file of the snippet with what calls it, and the command. */
interface Runner {
  readonly file: string
  readonly driver: string
  readonly command: (file: string) => readonly string[]
}

/** Each driver reads `{"headers": …, "body": …}` and prints true or false. */
const runners: Readonly<Record<'node' | 'python', Runner>> = {
  node: {
    file: 'verify.mjs',
    driver: `
import { readFileSync } from 'node:fs'
const { headers, body } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
console.log(isAuthentic(headers, body))
`,
    command: file => [process.execPath, file],
  },
  python: {
    file: 'verify.py',
    driver: `

import json, sys
with open(sys.argv[1], encoding="utf-8") as request:
    sent = json.load(request)
print(str(is_authentic(sent["headers"], sent["body"].encode())).lower())
`,
    command: file => ['python3', file],
  },
}

describe('the verifiers', () => {
  for (const language of ['node', 'python'] as const) {
    const runner = runners[language]
    for (const [name, request, isBelieved] of requests) {
      it(`${language}: ${isBelieved ? 'believes' : 'refuses'} ${name}`, async () => {
        if (isMissing(language)) return assertProven(language)
        const file = join(place, runner.file)
        await writeFile(file, `${snippetOf(language, variable)}${runner.driver}`)
        const input = join(place, 'request.json')
        await writeFile(input, JSON.stringify(request()))
        const [command = '', ...words] = runner.command(file)
        const { stdout, stderr } = spawnSync(command, [...words, input], { encoding: 'utf8', env: environment() })
        assert.equal(stdout.trim(), String(isBelieved), stderr)
      })
    }
  }

  it('java: believes what came from here, and refuses what was changed', async () => {
    if (isMissing('java')) return assertProven('java')
    const file = join(place, 'Main.java')
    const [imports, rest] = splitImports(snippetOf('java', variable))
    await writeFile(file, `${imports}${javaMain}${rest}`)
    const given = sent([oldSecret, secret])
    for (const [text, isBelieved] of [
      [body, true],
      [`${body} `, false],
    ] as const) {
      const headers = Object.entries(given.headers).flat()
      const { stdout, stderr } = spawnSync('java', [file, text, ...headers], { encoding: 'utf8', env: environment() })
      assert.equal(stdout.trim(), String(isBelieved), stderr)
    }
  })

  it('openssl: prints the signature that came', async () => {
    if (isMissing('shell')) return assertProven('shell')
    const { headers } = sent([secret])
    await writeFile(join(place, 'body.json'), body)
    const { stdout, stderr } = spawnSync('sh', ['-c', snippetOf('shell', variable)], {
      encoding: 'utf8',
      cwd: place,
      env: { ...environment(), ID: headers['webhook-id'], TIMESTAMP: headers['webhook-timestamp'] },
    })
    assert.equal(stdout.trim(), headers['webhook-signature'], stderr)
  })

  it('go: believes what came from here, and refuses the rest', async () => {
    if (isMissing('go')) return assertProven('go')
    await mkdir(join(place, 'callback'))
    await writeFile(join(place, 'go.mod'), 'module verify\n')
    await writeFile(join(place, 'callback', 'callback.go'), snippetOf('go', variable))
    await writeFile(join(place, 'main.go'), goMain)
    const options = {
      encoding: 'utf8',
      cwd: place,
      env: { ...environment(), GOCACHE: join(place, 'go-cache') },
    } as const
    const built = spawnSync('go', ['build', '-o', 'verify', '.'], options)
    assert.equal(built.status, 0, built.stderr)
    for (const [name, request, isBelieved] of requests) {
      await writeFile(join(place, 'request.json'), JSON.stringify(request()))
      const { stdout, stderr } = spawnSync(join(place, 'verify'), ['request.json'], options)
      assert.equal(stdout.trim(), String(isBelieved), `${name}: ${stderr}`)
    }
  })

  for (const language of snippetLanguages)
    it(`${language}: the text is the one that was run, so that no machine needs every language`, () =>
      assertProven(language))
})

const javaMain = `
class Main {
  public static void main(String[] words) throws Exception {
    Map<String, String> headers = new java.util.HashMap<>();
    for (int at = 1; at < words.length; at += 2) headers.put(words[at], words[at + 1]);
    System.out.println(PosthouseCallback.isAuthentic(headers, words[0].getBytes(StandardCharsets.UTF_8)));
  }
}
`

const goMain = `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"verify/callback"
)

func main() {
	text, _ := os.ReadFile(os.Args[1])
	var sent struct {
		Headers map[string]string
		Body    string
	}
	if err := json.Unmarshal(text, &sent); err != nil {
		panic(err)
	}
	headers := http.Header{}
	for name, value := range sent.Headers {
		headers.Set(name, value)
	}
	fmt.Println(callback.IsAuthentic(headers, []byte(sent.Body)))
}
`

/** A file that is run as it stands begins with the class that has `main`. */
function splitImports(text: string): readonly [string, string] {
  const at = text.indexOf('final class')
  return [text.slice(0, at), text.slice(at)]
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C.UTF-8', [variable]: secret }
}

/** What runs each language, with a word that makes it say that it is there. */
const programs: Readonly<Record<SnippetLanguage, readonly [command: string, probe: string]>> = {
  node: [process.execPath, '--version'],
  python: ['python3', '--version'],
  java: ['java', '--version'],
  go: ['go', 'version'],
  shell: ['openssl', 'version'],
}

function isMissing(language: SnippetLanguage): boolean {
  const [command, probe] = programs[language]
  return spawnSync(command, [probe], { stdio: 'ignore' }).status !== 0
}

/**
 * SHA-256 of the texts as they were run: with Node 26.10, Python 3.11, OpenJDK 17, Go 1.19 and OpenSSL 3.0, on 2026-11-21. Whoever changes a
 * text runs this file where its language is, and then writes the new one down.
 */
const proven: Readonly<Record<SnippetLanguage, string>> = {
  node: 'fe0033c06e1e3fdf031091fb5cca28a67804d2b46b846627bdaba18dbdb56342',
  python: '38d38ef16ebd4037b081283742369ae1a4defcb7543b851f63dd3870d5ddfe10',
  java: 'cd0f824f75ea6efe570b1b78de022552055aa699d364c6c1d79b531fedf4348c',
  go: '1baefa3f3b141845cbcab82751060186451f4afa547612f6ce6b8205a59136bc',
  shell: 'e209772c5c3dbf9905087bbb1fae729ee775b67d1ba1d47a8c39bbadcdc32131',
}

function assertProven(language: SnippetLanguage): void {
  const found = createHash('sha256').update(snippetOf(language, variable)).digest('hex')
  const advice = `the ${language} text was changed: run this file where ${programs[language][0]} is installed`
  assert.equal(found, proven[language], advice)
}
