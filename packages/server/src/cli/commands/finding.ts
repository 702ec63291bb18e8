// What checks found, as lines; shared by `doctor` and `notifier check`.
import { type EndpointReply, operationEndpoints } from '@posthouse/protocol'
import type { Lang } from '../command.ts'
import type { AppConnection } from '../connect.ts'
import { harmless, table } from '../text.ts'

/** One finding of a check, on the server or here. */
export type Finding = Pick<
  EndpointReply<typeof operationEndpoints.notifierCheck>['findings'][number],
  'level' | 'code' | 'text'
>

/** Asks the server to check a notifier. */
export async function checkOne(app: AppConnection, name: string): Promise<readonly Finding[]> {
  return (await app.operate(operationEndpoints.notifierCheck, { params: { name } })).findings
}

/** Findings in columns: level, code, sentence. */
export function findingLines(findings: readonly Finding[], lang: Lang): readonly string[] {
  return table(findings.map(({ level, code, text }) => [levels[level][lang], code, harmless(text)]))
}

/** Whether somebody must act. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'error')
}

const levels = {
  ok: { en: 'ok', zh: '正常' },
  warn: { en: 'warn', zh: '注意' },
  error: { en: 'error', zh: '错误' },
} as const
