// The callback rules: whether each one's endpoint takes what it is sent, what waits for it, and what was given up.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { State } from '../../parts/outcome.tsx'
import { countText, instantText, namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { Nothing } from './nothing.tsx'
import styles from './overview.module.css'
import { ruleTone, type SeenRule } from './standing.ts'
import { words } from './words.ts'

/** The rules. */
export function Rules({ seen: { callbacks, at } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  if (callbacks.rules.length === 0)
    return (
      <Card title={t.callbacks}>
        <Nothing text={t.noRules} next={{ to: '/callbacks', word: t.addRule }} />
      </Card>
    )
  return (
    <Card title={t.callbacks}>
      <table className={styles['list']}>
        <thead>
          <tr>
            <th scope="col">{t.rule}</th>
            <th scope="col">{t.state}</th>
            <th scope="col" data-align="right">
              {t.waiting}
            </th>
            <th scope="col" data-align="right">
              {t.dead}
            </th>
          </tr>
        </thead>
        <tbody>
          {callbacks.rules.map(rule => (
            <Rule key={rule.id} rule={rule} now={at} {...callbacks} />
          ))}
        </tbody>
      </table>
    </Card>
  )
}

interface RuleProps {
  readonly rule: SeenRule
  readonly now: number
  readonly countedMax: number
  readonly deadMax: number
}

function Rule({ rule, now, countedMax, deadMax }: RuleProps) {
  const language = useLanguage()
  const written = (count: number, max: number): string => `${countText(count, language)}${count >= max ? '+' : ''}`
  return (
    <tr>
      <th scope="row">
        <AppLink to={`/callbacks/rules/${segment(rule.id)}`} inherit>
          {rule.name}
        </AppLink>
      </th>
      <td>
        <State tone={ruleTone(rule)}>{useStateText(rule, now)}</State>
      </td>
      <td data-align="right">{written(rule.waiting, countedMax)}</td>
      <td data-align="right">{written(rule.dead, deadMax)}</td>
    </tr>
  )
}

function useStateText({ state, until, disabledBecause }: SeenRule, now: number): string {
  const t = useWords(words)
  const language = useLanguage()
  const when = instantText(until ?? now, now, language)
  if (state === 'resting') return t.resting(when)
  if (state === 'banned') return t.bannedUntil(when)
  if (state === 'disabled')
    return disabledBecause === undefined ? t.disabled : namedText(t.disabled, disabledBecause, language)
  return t.fine
}
