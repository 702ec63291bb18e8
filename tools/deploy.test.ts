// What stands in deploy/ against the code: every setting, metric, path and time in those files is one that exists and fits.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { gatewayPath, heartbeatTimeoutMs } from '../packages/protocol/src/frames/index.ts'
import { endpoints } from '../packages/protocol/src/index.ts'
import manifest from '../packages/server/package.json' with { type: 'json' }
import { metrics } from '../packages/server/src/app/metrics/catalogue.ts'
import { processMetrics } from '../packages/server/src/app/metrics/render.ts'
import { flagOf, settings, variableOf } from '../packages/server/src/app/settings.ts'

const root = join(import.meta.dirname, '..')
const files = globSync('deploy/**/*', { cwd: root, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => {
    const path = join(entry.parentPath, entry.name)
    return { path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }
  })

function file(path: string): string {
  const found = files.find(one => one.path === path)
  assert.ok(found, `${path} is missing`)
  return found.text
}

/** The number after a word in a file. */
function number(path: string, pattern: RegExp): number {
  const found = pattern.exec(file(path))?.[1]
  assert.ok(found, `${path} has no ${pattern}`)
  return Number(found)
}

test('every environment variable and flag is a setting', () => {
  const variables = new Set(
    settings.flatMap(({ key, secret }) => [variableOf(key), ...(secret ? [`${variableOf(key)}_FILE`] : [])]),
  )
  const flags = new Set([...settings.map(({ key }) => flagOf(key)), 'config'])
  let seen = 0
  for (const { path, text } of files) {
    for (const [name] of text.matchAll(/\bPOSTHOUSE_[A-Z_]+\b/g)) {
      seen += 1
      assert.ok(variables.has(name), `${path} names ${name}`)
    }
    if (!/kubernetes|systemd|nginx|prometheus/.test(path)) continue
    for (const [, flag = ''] of text.matchAll(/(?<=[\s'"[])--([a-z][a-z-]+)/g)) {
      if (['global', 'help'].includes(flag)) continue
      assert.ok(flags.has(flag), `${path} names --${flag}`)
    }
  }
  assert.ok(seen > 20, `${seen} variables seen`)
})

test('every metric in alerts and dashboards is in the catalogue', () => {
  const names = new Set([...Object.values(metrics).flat(), ...processMetrics()].map(({ name }) => name))
  const histograms = Object.values(metrics)
    .flat()
    .filter(({ kind }) => kind === 'histogram')
  for (const { name } of histograms) for (const part of ['bucket', 'sum', 'count']) names.add(`${name}_${part}`)
  // The library names it by what it is; its parts follow.
  for (const part of ['sum', 'count']) names.add(`nodejs_gc_duration_seconds_${part}`)
  let seen = 0
  for (const { path, text } of files) {
    if (!/alerts\.yml|grafana/.test(path)) continue
    for (const [name] of text.matchAll(/\b(posthouse|process|nodejs)_[a-z0-9_]+\b/g)) {
      seen += 1
      assert.ok(names.has(name), `${path} names ${name}`)
    }
  }
  assert.ok(seen > 100, `${seen} metrics seen`)
})

test('alerts say how bad it is, what it is and what to do, each under a name of its own', () => {
  const text = file('deploy/prometheus/alerts.yml')
  const alerts = text.split(/^ {6}- alert: /m).slice(1)
  assert.ok(alerts.length >= 25)
  assert.equal(new Set(alerts.map(alert => alert.split('\n')[0])).size, alerts.length)
  for (const alert of alerts) {
    assert.match(alert, /severity: (page|ticket)\b/)
    assert.match(alert, /^ {10}summary: .{10,}\n {10}action: .{10,}$/m, alert)
  }
})

test('dashboards can be read: a data source to choose, a unit for each panel, no two panels in one place', () => {
  const dashboards = files.filter(({ path }) => path.startsWith('deploy/grafana/') && path.endsWith('.json'))
  assert.equal(dashboards.length, 5)
  const uids = new Set<string>()
  for (const { path, text } of dashboards) {
    const board = JSON.parse(text)
    uids.add(board.uid)
    assert.equal(board.templating.list[0].type, 'datasource', path)
    const places = new Set<string>()
    for (const panel of board.panels) {
      assert.match(panel.datasource.uid, /^\$\{datasource\}$/, panel.title)
      assert.ok(panel.fieldConfig.defaults.unit && panel.targets.length > 0, panel.title)
      assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, panel.title)
      places.add(`${panel.gridPos.x} ${panel.gridPos.y}`)
    }
    assert.equal(places.size, board.panels.length, path)
  }
  assert.equal(uids.size, dashboards.length)
})

test('a node is given more time to stop than it takes', () => {
  const ms = (path: string, name: string) => number(path, new RegExp(`${name}[:=] ?'?(\\d+)`))
  const takes = (path: string) => (ms(path, 'POSTHOUSE_DRAIN_WAIT_MS') + ms(path, 'POSTHOUSE_DRAIN_MS')) / 1_000
  const config = 'deploy/kubernetes/config.yaml'
  for (const part of ['front', 'worker'])
    assert.ok(number(`deploy/kubernetes/${part}.yaml`, /terminationGracePeriodSeconds: (\d+)/) > takes(config) + 5)
  for (const unit of ['posthouse.service', 'posthouse@.service'])
    assert.ok(number(`deploy/systemd/${unit}`, /TimeoutStopSec=(\d+)/) > takes('deploy/systemd/posthouse.env') + 5)
  const compose = 'deploy/compose/compose.yml'
  assert.ok(number(compose, /stop_grace_period: (\d+)s/) > takes(compose) + 5)
})

test('the proxy lets the largest request and the long connection through, and keeps the operator’s paths inside', () => {
  const text = file('deploy/nginx/locations.conf')
  const bodyMax = Math.max(...endpoints.map(({ bodyBytesMax }) => bodyBytesMax))
  assert.ok(number('deploy/nginx/locations.conf', /client_max_body_size (\d+)m/) * 2 ** 20 > bodyMax)
  assert.ok(text.includes(`location = ${gatewayPath} {`))
  assert.ok(number('deploy/nginx/locations.conf', /proxy_read_timeout (\d+)s/) * 1_000 > 2 * heartbeatTimeoutMs)
  for (const path of ['= /metrics', '= /livez', '= /readyz', '^~ /admin/', '^~ /console'])
    assert.ok(text.includes(`location ${path} { return 404; }`), path)
})

test('probes and health checks ask for paths that every process answers', () => {
  for (const { path, text } of files)
    for (const [, asked = ''] of text.matchAll(/(?:path: |:8099|127\.0\.0\.1)(\/[a-z]+z)\b/g))
      assert.ok(['/livez', '/readyz', '/healthz'].includes(asked), `${path} asks ${asked}`)
})

test('the image installs what npm packs, runs it as nobody, and writes to one directory', () => {
  const text = file('deploy/container/Containerfile')
  const program = /"\/app\/node_modules\/posthouse\/(bin\/[\w.-]+)"/.exec(text)?.[1]
  assert.equal(program, manifest.bin.posthouse)
  assert.ok(text.includes(`npm pack -w ${manifest.name} `) && text.includes(`/pack/${manifest.name}-*.tgz`))
  assert.match(text, /^USER 10001:10001$/m)
  assert.match(text, /^VOLUME \/data$/m)
  assert.match(text, /POSTHOUSE_DATA=\/data/)
  assert.ok(number('deploy/container/Containerfile', /node:(\d+)/) >= 24)
})

test('S49 S59 a pod’s server has a directory of its own inside the volume, which belongs to root', () => {
  const data = /POSTHOUSE_DATA: (\S+)/.exec(file('deploy/kubernetes/config.yaml'))?.[1] ?? ''
  for (const part of ['front', 'worker']) {
    const mounted = /name: data, mountPath: (\S+) /.exec(file(`deploy/kubernetes/${part}.yaml`))?.[1]
    assert.equal(dirname(data), mounted, part)
  }
})

test('a unit is started again for as long as its database is away, and only then', () => {
  for (const unit of ['posthouse.service', 'posthouse@.service']) {
    const text = file(`deploy/systemd/${unit}`)
    assert.match(text, /^StartLimitIntervalSec=0$/m)
    assert.match(text, /^RestartPreventExitStatus=78$/m)
  }
})

test('files that are named in deploy exist', () => {
  for (const { path, text } of files) {
    for (const [, named = ''] of text.matchAll(
      /(?:^|[\s'"(])((?:\.\.?\/|deploy\/)[\w./-]+\.(?:conf|yml|yaml|md|json))\b/gm,
    )) {
      const target = named.startsWith('deploy/') ? join(root, named) : join(root, dirname(path), named)
      assert.ok(existsSync(target), `${path} names ${named}`)
    }
  }
  const kustomization = file('deploy/kubernetes/kustomization.yaml')
  for (const [, name = ''] of kustomization.matchAll(/^ {2}- ([\w.]+\.yaml)$/gm))
    assert.ok(name === 'secret.yaml' || existsSync(join(root, 'deploy/kubernetes', name)), name)
})
