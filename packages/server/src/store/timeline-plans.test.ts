import { doesNotMatch, match } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { openStore } from './open.ts'
import { namedStatements } from './tables.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-plans-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('SQLite: what is asked of the timeline and of conversations goes by an index, and reads no table from end to end', async () => {
  const path = join(root, 'data', 'record.db')
  await using _store = await openStore({ url: path, clock: systemClock, log: silentLog })
  using connection = new DatabaseSync(path)
  const planOf = (name: string): string => {
    const sql = namedStatements.find(statement => statement.name === name)?.sqlite ?? ''
    const steps = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
    return steps.map(step => String(step['detail'])).join('\n')
  }
  const ofConversations =
    /SEARCH conversation_member USING (COVERING )?INDEX conversation_member_by_user \(app_id=\? AND username=\?\)[\s\S]*SEARCH conversation USING PRIMARY KEY \(app_id=\? AND id=\?\)[\s\S]*SEARCH entry USING (COVERING )?INDEX entry_by_audience \(app_id=\? AND audience=\? AND position>\?/
  match(planOf('catch_up_entries'), ofConversations)
  match(
    planOf('catch_up_entries'),
    /SEARCH entry USING PRIMARY KEY \(app_id=\? AND position=\?\)[\s\S]*SEARCH entry USING COVERING INDEX entry_by_audience \(app_id=\? AND audience=\? AND position>\?\)/,
  )
  match(planOf('catch_up_missed'), ofConversations)
  match(planOf('entry_after'), /SEARCH entry USING PRIMARY KEY \(app_id=\? AND position>\?\)/)
  match(planOf('entry_message'), /SEARCH entry USING INDEX entry_by_message/)
  const bySeq = /SEARCH entry USING INDEX entry_by_seq \(app_id=\? AND audience=\? AND seq>\? AND seq<\?\)/
  match(planOf('entry_newest'), bySeq)
  match(planOf('entry_oldest'), bySeq)
  match(planOf('entry_delete_expired'), /USING (COVERING )?INDEX entry_by_expiry/)
  match(planOf('message_key_delete_before'), /USING (COVERING )?INDEX message_key_by_age/)
  match(planOf('hidden_message_delete_expired'), /USING (COVERING )?INDEX hidden_message_by_expiry/)
  match(planOf('conversation_groups_of'), /conversation_member_by_user \(app_id=\? AND username=\? AND conversation>\?/)
  match(planOf('conversation_list'), /SEARCH m USING INDEX conversation_member_by_user \(app_id=\? AND username=\?\)/)
  match(
    planOf('conversation_list'),
    /SEARCH e USING (COVERING )?INDEX entry_by_seq \(app_id=\? AND audience=\? AND seq>\?/,
  )
  match(planOf('entry_mentioning'), /INDEX entry_that_mentions \(app_id=\? AND audience=\? AND seq>\?/)
  const named = namedStatements.filter(({ name }) =>
    /^(entry|timeline|conversation_(?!setting)|message_key|catch_up|hidden_)/.test(name),
  )
  for (const { name } of named)
    doesNotMatch(
      planOf(name),
      /SCAN (entry|e|m|c|conversation|conversation_member|message_key|hidden_message)\b(?! USING)/,
      name,
    )
})
