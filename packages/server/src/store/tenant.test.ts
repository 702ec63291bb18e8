// S14 for the queries that are composed: every function of every table that composes any is called, and what it composed is read.
// Named statements have their own list, in tables.test.ts.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  aBefore,
  aCallback,
  aNotifier,
  anApp,
  sampleApp as app,
  aRule,
  aTry,
  aUser,
  sampleId,
} from '../domain/testing/samples.ts'
import type { Tables, Write } from '../ports/store.ts'
import { postgresBuilder, type Reader, sqliteBuilder } from './reader.ts'
import { createTables } from './tables.ts'
import { insideOf } from './write.ts'

/** The tables that compose queries; a new one belongs here, with its calls below. */
type Composing = Pick<Tables, 'apps' | 'audit' | 'callbackDesk' | 'callbacks' | 'notifiers' | 'rules' | 'users'>
/** A call of each function, or several; a function without one does not compile. */
type Calls = {
  readonly [Table in keyof Composing]: {
    readonly [Name in keyof Composing[Table]]: (
      table: Composing[Table],
    ) => readonly (Promise<unknown> | Write<unknown>)[]
  }
}

const { username } = aUser()
const { uuid, name } = aNotifier()
const { id: ruleId } = aRule()
const sealed = Uint8Array.of(1)
const secrets = { secret: sealed, previous: sealed, previousUntilMs: 5 }
const everything = {
  ruleId,
  pushId: sampleId,
  pushIds: [sampleId],
  events: ['push'],
  statuses: ['fail'],
  states: ['waiting'],
  fromMs: 1,
  untilMs: 9,
} as const
const selections = [{}, everything, { pushId: sampleId }, { states: ['dead'] }, { states: [] }, { ruleId }] as const

const calls: Calls = {
  apps: {
    byName: apps => [apps.byName('acme', 'chat')],
    byId: apps => [apps.byId(app)],
    list: apps => [apps.list(undefined, 9)],
    secrets: apps => [apps.secrets(app)],
    insert: apps => [apps.insert(anApp(), { clientSecret: sealed, appSign: sealed, serverSecret: sealed })],
    setSettings: apps => [apps.setSettings(app, anApp().settings)],
  },
  users: {
    find: users => [users.find(app, username)],
    findMany: users => [users.findMany(app, [username])],
    passwordHash: users => [users.passwordHash(app, username)],
    list: users => [users.list(app, undefined, 9), users.list(app, username, 9)],
    insert: users => [users.insert(aUser(), 'hash')],
    update: users => [
      users.update(app, username, { modifiedAtMs: 1 }),
      users.update(app, username, { passwordHash: 'x', nickname: 'y', activated: true, modifiedAtMs: 1 }),
    ],
    delete: users => [users.delete(app, username)],
  },
  notifiers: {
    byName: notifiers => [notifiers.byName(app, name)],
    byNames: notifiers => [notifiers.byNames(app, [name])],
    byUuid: notifiers => [notifiers.byUuid(app, uuid)],
    list: notifiers => [notifiers.list(app)],
    credential: notifiers => [notifiers.credential(app, uuid)],
    insert: notifiers => [notifiers.insert(aNotifier(), sealed)],
    update: notifiers => [notifiers.update(aNotifier(), sealed)],
    pause: notifiers => [notifiers.pause(app, uuid, 1, { kind: 'paused', why: 'quota', untilMs: 5 })],
    delete: notifiers => [notifiers.delete(app, uuid)],
  },
  rules: {
    ofApp: rules => [rules.ofApp(app)],
    find: rules => [rules.find(app, ruleId)],
    secrets: rules => [rules.secrets(app, ruleId)],
    insert: rules => [rules.insert(aRule(), secrets)],
    update: rules => [
      rules.update(app, ruleId, {}),
      rules.update(app, ruleId, {
        url: 'x',
        enabled: true,
        disabledBecause: undefined,
        filter: aRule().filter,
        policy: 'easemob',
        channelNames: 'plain',
        ban: { untilMs: 5, begunMs: [1] },
        before: aBefore(),
        secrets,
      }),
    ],
    ban: rules => [rules.ban(app, ruleId, { untilMs: 5, begunMs: [1] }, 9)],
    delete: rules => [rules.delete(app, ruleId)],
  },
  callbackDesk: {
    count: desk => selections.map(one => desk.count(app, one, 9)),
    windowBelow: desk => [desk.windowBelow(app, undefined, 9), desk.windowBelow(app, 5n, 9)],
    windowAbove: desk => selections.map(one => desk.windowAbove(app, one, 9)),
    triesOf: desk => [desk.triesOf(ruleId, 5, 9)],
    waitingOf: desk => [desk.waitingOf(app, ruleId, 9)],
    replayed: desk => [desk.replayed(app, 3n)],
    cancelReplay: desk => [desk.cancelReplay(app, 3n, { nowMs: 5, limit: 9 })],
  },
  callbacks: {
    ofPush: callbacks => [callbacks.ofPush(app, sampleId)],
    list: callbacks =>
      selections.flatMap(one => [callbacks.list(app, one, undefined, 9), callbacks.list(app, one, 5n, 9)]),
    rulesDue: callbacks => [callbacks.rulesDue(5, 9)],
    insert: callbacks => [callbacks.insert(aCallback(), 5)],
    claim: callbacks => [callbacks.claim(ruleId, 5, 9, 1)],
    tried: callbacks => [callbacks.tried(aCallback(), 1, aTry(), { state: 'dead', dueAtMs: undefined })],
    release: callbacks => [callbacks.release(5n, 1, 5)],
    replay: callbacks => selections.map(one => callbacks.replay(app, one, { id: 3n, nowMs: 5, limit: 9 })),
  },
  // Without an app it is the whole server's log, which is asked for with a role on the whole server.
  audit: {
    head: audit => [audit.head()],
    append: audit => [audit.append([])],
    page: audit => [
      audit.page({ appId: app }, undefined, 9),
      audit.page({ appId: app, actor: 'ada', action: 'labels.create', fromMs: 1, untilMs: 9 }, 5, 9),
    ],
    after: audit => [audit.after(5, 9)],
  },
}

for (const [engine, build] of [
  ['SQLite', sqliteBuilder()],
  ['PostgreSQL', postgresBuilder()],
] as const) {
  test(`S14: every composed query of ${engine} names the tenant for every table that it touches`, async () => {
    const composed = await composedBy(build)
    ok(composed.length > 40, `only ${composed.length} queries seen`)
    deepEqual(
      composed.filter(sql => !namesTenant(sql)),
      [],
    )
  })
}

test('S14: the tables that compose queries are those that are called here', () => {
  const folder = join(import.meta.dirname, 'tables')
  const composing = readdirSync(folder).filter(file => /\bbuild\b/.test(readFileSync(join(folder, file), 'utf8')))
  deepEqual(new Set(composing), new Set(Object.keys(calls).map(fileOf)))
})

test('S14: the look at a query sees what is missing', () => {
  const good =
    'update "notifier" set "x" = ? where "app_id" = ? and not exists (select 1 from "notifier" as "o" where "o"."app_id" = $2)'
  equal(namesTenant(good), true)
  equal(namesTenant(good.replace('"o"."app_id"', '"o"."uuid"')), false)
  equal(namesTenant('delete from "app_user" where "username" = ?'), false)
  equal(namesTenant('select "app_id" from "binding" where "username" = ?'), false)
  equal(namesTenant('insert into "callback_rule" ("id", "name") values (?, ?)'), false)
})

/** The file of a table. */
function fileOf(table: string): string {
  return `${table.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}.ts`
}

/** What all the calls compose. */
async function composedBy(build: Reader['build']): Promise<readonly string[]> {
  const composed: string[] = []
  const tables = createTables({
    build,
    all: async () => [],
    rows: async () => [],
    revisionOf: () => undefined,
    run: async query => {
      composed.push(query.compile().sql)
      return []
    },
  })
  for (const table of Object.keys(calls) as (keyof Calls)[]) {
    for (const call of Object.values(calls[table]) as ((table: unknown) => ReturnType<Calls['apps']['byId']>)[]) {
      for (const made of call(tables[table])) {
        if (made instanceof Promise) await made
        else
          for (const { statement } of insideOf(made).steps) if (typeof statement === 'string') composed.push(statement)
      }
    }
  }
  return composed
}

/** An app is its own tenant; to list them all is the operator's. Every other table is named as often as the tenant is. */
function namesTenant(sql: string): boolean {
  if (/(?:from|into|update) "app"/.test(sql)) return true
  if (sql.startsWith('insert')) return /\([^)]*"app_id"/.test(sql)
  const touched = sql.match(/\b(?:from|update|join) "/g)?.length ?? 0
  const named = sql.match(/\bapp_id"? = (?:\?|\$\d+)/g)?.length ?? 0
  return touched > 0 && named >= touched
}
