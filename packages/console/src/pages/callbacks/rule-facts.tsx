// What a rule says, as names and values.
import type { CallbackRulesRule } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Instant } from '../../parts/instant.tsx'
import { durationText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { StandingText } from './health.tsx'
import { ruleWords } from './rule-words.ts'
import { words } from './words.ts'

/** The card. */
export function RuleFacts({ rule }: { readonly rule: CallbackRulesRule }) {
  const t = useWords(ruleWords)
  const names = useWords(words)
  const asking = useAskingFacts(rule)
  const reporting = useReportingFacts(rule)
  const facts: readonly Fact[] = [
    { name: names.state, value: <StandingText rule={rule} /> },
    { name: names.url, value: rule.url },
    ...(rule.before ? asking : reporting),
    { name: t.id, value: <IdText id={rule.id} /> },
    { name: t.created, value: <Instant at={rule.createdAt} /> },
  ]
  return (
    <Card title={t.facts}>
      <Facts facts={facts} />
    </Card>
  )
}

function useJoined(): (values: readonly string[]) => string {
  const language = useLanguage()
  return values => values.join(language === 'zh' ? '、' : ', ')
}

function useReportingFacts(rule: CallbackRulesRule): readonly Fact[] {
  const t = useWords(ruleWords)
  const names = useWords(words)
  const joined = useJoined()
  const { events, statuses, policy, channelNames } = rule
  const limits = (
    [
      ['sources', rule.sources?.map(one => t[one])],
      ['types', rule.messageTypes?.map(one => t[one])],
      ['from', rule.from],
      ['to', rule.to],
      ['groups', rule.groups],
      ['extKeys', rule.extKeys],
    ] as const
  ).flatMap(([name, values]) => (values?.length ? [{ name: `${t.only} ${t[name]}`, value: joined(values) }] : []))
  return [
    { name: t.wants, value: joined(events.map(event => names[event])) },
    ...(events.includes('push') ? [{ name: t.outcomes, value: joined(statuses.map(status => names[status])) }] : []),
    ...limits,
    { name: t.delivery, value: names[policy] },
    { name: t.channel, value: channelNames === 'plain' ? t.channelplain : t.channelprovider },
  ]
}

function useAskingFacts({ before }: CallbackRulesRule): readonly Fact[] {
  const t = useWords(ruleWords)
  const language = useLanguage()
  const joined = useJoined()
  if (!before) return []
  const { conversations, messageTypes, waitMs, onFailure, tellSender } = before
  return [
    {
      name: t.asked,
      value: joined(conversations.map(one => t[one === 'edit' ? 'edited' : one])),
      note: joined(messageTypes.map(one => t[one])),
    },
    { name: t.wait, value: durationText(waitMs, language) },
    { name: t.otherwise, value: t[onFailure] },
    { name: t.told, value: tellSender ? t.tells : t.tellsNot },
  ]
}
