// Following a guide for its test: the shell and JSON blocks of a page, and its requests as curl sends them.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { processEnvironment } from '../../app/config.ts'
import type { TestServer } from '../test-server.ts'

const run = promisify(execFile)

/** One block of a guide. */
export interface GuideBlock {
  readonly kind: 'sh' | 'json'
  readonly text: string
}

/** The blocks of a page of `docs/guides`, in order. */
export async function guideBlocks(page: string): Promise<readonly GuideBlock[]> {
  const text = await readFile(join(import.meta.dirname, '../../../../../docs/guides', page), 'utf8')
  return [...text.matchAll(/```(sh|json)\n(.*?)```/gs)].map(([, kind, block = '']) => ({
    kind: kind === 'json' ? 'json' : 'sh',
    text: block,
  }))
}

/**
 * The answer to a request as it stands in a guide, whose `$BASE` is the server with the demo app, `$SERVER` the server and `$TOKEN` an app
 * token. Rejects where curl fails or the answer is no success.
 */
export async function curlAnswer<Answer>({ app, demo, url }: TestServer, request: string): Promise<Answer> {
  const { body } = await app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  })
  const env = { BASE: `${url}/${demo.org}/${demo.app}`, SERVER: url, TOKEN: String(body.access_token) }
  const script = request.replace('curl ', 'curl --silent --show-error --fail-with-body ')
  const { stdout } = await run('bash', ['-c', script], { env: { ...processEnvironment(), ...env } })
  return JSON.parse(stdout) as Answer
}
