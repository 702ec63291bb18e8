import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigError, type ConfigSources, readConfig } from './config.ts'

function sources(change: Partial<ConfigSources> & { readonly file?: string } = {}): ConfigSources {
  return {
    argv: [],
    env: {},
    readFile: path => (path === 'posthouse.json' || path === 'other.json' ? change.file : undefined),
    ...change,
  }
}

function faultsOf(change: Parameters<typeof sources>[0]): readonly string[] {
  try {
    readConfig(sources(change))
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults
  }
  return []
}

describe('The configuration', () => {
  it('has defaults for everything', () => {
    const config = readConfig(sources())
    assert.deepEqual([config.port, config.host, config.data, config.sandbox], [8099, '127.0.0.1', './data', false])
  })

  it('takes flags before the environment before the file', () => {
    const file = JSON.stringify({ port: 1, host: 'file', data: 'file' })
    const env = { POSTHOUSE_PORT: '2', POSTHOUSE_HOST: 'env' }
    const config = readConfig(sources({ argv: ['--port', '3'], env, file }))
    assert.deepEqual([config.port, config.host, config.data], [3, 'env', 'file'])
  })

  it('takes time zones by their names', () => {
    assert.equal(readConfig(sources({ argv: ['--time-zone', 'Europe/Berlin'] })).timeZone, 'Europe/Berlin')
    assert.match(faultsOf({ argv: ['--time-zone', '+08:00'] })[0] ?? '', /^timeZone .* must be a time zone/)
  })

  it('takes a base URL with a path of its own, and drops the slash at its end', () => {
    const urlOf = (url: string) => readConfig(sources({ argv: ['--public-url', url] })).publicUrl
    assert.equal(urlOf('https://push.example.com/'), 'https://push.example.com')
    assert.equal(urlOf('http://10.0.0.1:8099/posthouse//'), 'http://10.0.0.1:8099/posthouse')
    assert.equal(urlOf(`https://push.example.com/${'x'.repeat(45)}`).length, 70)
  })

  it('lets --no-sandbox beat the environment', () => {
    assert.equal(readConfig(sources({ argv: ['--no-sandbox'], env: { POSTHOUSE_SANDBOX: 'true' } })).sandbox, false)
  })

  it('F111 refuses what it does not know or cannot use, one line each', () => {
    const bad: readonly [Parameters<typeof sources>[0], RegExp][] = [
      [{ argv: ['--prot', '1'] }, /--prot/],
      [{ argv: ['extra'] }, /extra/],
      [{ argv: ['--port'] }, /port/],
      [{ argv: ['--port', 'x'] }, /port .* whole number/],
      [{ argv: ['--port', '65536'] }, /port/],
      [{ argv: ['--port', '-1'] }, /port/],
      [{ argv: ['--admin-port', '65536'] }, /adminPort .* port number/],
      [{ argv: ['--admin-port', '8099'] }, /adminPort must be another one/],
      [{ argv: ['--admin-host', '0.0.0.0'] }, /adminHost needs adminPort/],
      [{ argv: ['--host', '0.0.0.0', '--port', '65535'] }, /adminPort must be given/],
      [{ argv: ['--drain-ms', '60001'] }, /drainMs/],
      [{ argv: ['--log-level', 'loud'] }, /logLevel .* one of/],
      [{ argv: ['--admin-key', 'short'] }, /adminKey .* 32/],
      [{ argv: ['--database', 'mysql://x'] }, /database/],
      [{ argv: ['--config', 'missing.json'] }, /missing\.json/],
      [{ argv: ['--public-url', 'push.example.com'] }, /publicUrl .* URL/],
      [{ argv: ['--public-url', 'ftp://push.example.com'] }, /publicUrl/],
      [{ argv: ['--public-url', 'https:push.example.com'] }, /publicUrl/],
      [{ argv: ['--public-url', 'https:///push.example.com'] }, /publicUrl/],
      [{ argv: ['--public-url', 'https:\\\\push.example.com'] }, /publicUrl/],
      [{ argv: ['--public-url', 'https://a:b@push.example.com'] }, /publicUrl/],
      [{ argv: ['--public-url', 'https://push.example.com/?a'] }, /publicUrl/],
      [{ argv: ['--public-url', `https://push.example.com/${'x'.repeat(46)}`] }, /publicUrl .* 70/],
      [{ env: { POSTHOUSE_PROT: '1' } }, /POSTHOUSE_PROT/],
      [{ env: { POSTHOUSE_SANDBOX: 'maybe' } }, /sandbox/],
      [{ env: { POSTHOUSE_ADMIN_KEY_FILE: '/missing' } }, /POSTHOUSE_ADMIN_KEY_FILE names cannot be read/],
      [{ env: { POSTHOUSE_PORT_FILE: '/missing' } }, /unknown environment variable POSTHOUSE_PORT_FILE/],
      [
        { env: { POSTHOUSE_NATS: 'nats://a', POSTHOUSE_NATS_FILE: '/x', POSTHOUSE_DATABASE: 'postgres://a' } },
        /POSTHOUSE_NATS_FILE and POSTHOUSE_NATS exclude each other/,
      ],
      [{ argv: ['--metrics-token', 'short'] }, /metricsToken .* 16/],
      [{ argv: ['--drain-wait-ms', '60001'] }, /drainWaitMs/],
      [{ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, /NODE_TLS_REJECT_UNAUTHORIZED/],
      [{ argv: ['--sandbox'], env: { NODE_ENV: 'production' } }, /sandbox/],
      [{ file: '{' }, /posthouse\.json/],
      [{ file: '[]' }, /not a JSON object/],
      [{ file: '{"port":1,"port":2}' }, /posthouse\.json: an object has the same key twice/],
      [{ file: '{"prot":1}' }, /unknown key "prot"/],
      [{ file: '{"port":"many"}' }, /port/],
      [{ file: '{"port":{"a":1}}' }, /port/],
    ]
    for (const [change, expected] of bad) {
      const faults = faultsOf(change)
      assert.equal(faults.length, 1, JSON.stringify(change))
      assert.match(faults[0] ?? '', expected)
    }
  })

  it('S50 shows nothing of a file that is not JSON', () => {
    for (const file of ['{"adminKey": canary}', 'canary', '{"a":"canary', '{"adminKey":"x" canary'])
      assert.doesNotMatch(faultsOf({ file }).join(), /canary|can/, file)
  })

  it('S54 refuses in production whatever lays open what is in memory', () => {
    const flags = [
      ...['--report-on-fatalerror', '--report-uncaught-exception', '--report-on-signal', '--report_on_signal'],
      ...['--heapsnapshot-near-heap-limit=3', '--heapsnapshot-signal=SIGUSR2', '--heap-prof', '--heap-prof-dir=/x'],
      ...['--inspect', '--inspect=0.0.0.0:9229', '--inspect-brk', '--abort-on-uncaught-exception'],
    ]
    for (const flag of flags) {
      const name = flag.split('=')[0]?.replaceAll('_', '-')
      const refused = [`${name} is refused with NODE_ENV=production: it lays open what is in memory`]
      const env = { NODE_ENV: 'production' }
      assert.deepEqual(faultsOf({ env, nodeFlags: ['--conditions=source', flag] }), refused)
      assert.deepEqual(
        faultsOf({ env: { ...env, NODE_OPTIONS: `--enable-source-maps "${flag}" --no-warnings` } }),
        refused,
      )
      assert.deepEqual(faultsOf({ nodeFlags: [flag] }), [])
    }
    assert.deepEqual(faultsOf({ env: { NODE_ENV: 'production', NODE_OPTIONS: '--max-old-space-size=512' } }), [])
  })

  it('takes secrets from files that the environment names, without the end of their line', () => {
    const readFile = (path: string) => (path === '/run/secrets/key' ? `${'k'.repeat(32)}\n` : undefined)
    const env = { POSTHOUSE_ADMIN_KEY_FILE: '/run/secrets/key' }
    assert.equal(readConfig(sources({ env, readFile })).adminKey, 'k'.repeat(32))
    assert.equal(readConfig(sources({ env, readFile, argv: ['--admin-key', 'f'.repeat(32)] })).adminKey, 'f'.repeat(32))
  })

  it('names every fault at once', () => {
    assert.equal(faultsOf({ argv: ['--port', 'x', '--drain-ms', 'y'] }).length, 2)
  })
})
