// The eight steps beside the phones: played one by one or all at once, with the hop of the present step and what each step found.
import { Button, Group, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Card } from '../../parts/card.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { AppLink } from '../../parts/link.tsx'
import { pause } from '../../parts/pause.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { eightSteps, type Step } from './eight-steps.ts'
import { Hops } from './hops.tsx'
import { type Maker, makerOf, nameOf } from './makers.ts'
import { TookTooLong } from './phone-memory.ts'
import { usePhones } from './sandbox-context.tsx'
import { stepWords } from './step-words.ts'
import styles from './steps.module.css'

/** Who plays. */
export interface EightStepsProps {
  readonly sender: Maker['source']
  readonly receiver: Maker['source']
}

/** Between two steps that nobody asks for one by one, ms: long enough to read on. */
const paceMs = 900
const lastStep = 8

/** The panel. */
export function EightSteps({ sender, receiver }: EightStepsProps) {
  const t = useWords(stepWords)
  const { steps, isBusy, failure, next, all, reset } = usePlay(sender, receiver)
  const present = steps.at(-1)?.number ?? 0
  const msgId = steps.findLast(step => step.msgId !== undefined)?.msgId
  const isOver = present === lastStep
  return (
    <div className={styles['panel']}>
      <Card title={t.title}>
        <Text size="sm" c="dimmed" mb="sm">
          {t.lead}
        </Text>
        <Hops step={present} sender={sender} receiver={receiver} />
        <Group gap="xs" my="sm">
          {isOver || failure !== undefined ? (
            <Button variant="default" onClick={reset}>
              {t.again}
            </Button>
          ) : (
            <>
              <Button variant="default" loading={isBusy} onClick={() => void next()}>
                {present === 0 ? t.start : t.next}
              </Button>
              <Button variant="subtle" color="gray" disabled={isBusy} onClick={() => void all()}>
                {t.all}
              </Button>
            </>
          )}
        </Group>
        <Told steps={steps} sender={sender} receiver={receiver} />
        {failure !== undefined && <FailureNote failure={toldFailure(failure, t)} />}
        {msgId !== undefined && isOver && (
          <AppLink to={`/messages/${msgId}`} size="sm">
            {t.trace}
          </AppLink>
        )}
      </Card>
    </div>
  )
}

function Told({ steps, sender, receiver }: EightStepsProps & { readonly steps: readonly Step[] }) {
  const t = useWords(stepWords)
  const language = useLanguage()
  const say = useBilingual()
  const [to, from] = [nameOf(receiver), nameOf(sender)]
  const vendor = makerOf(receiver)?.vendor[language] ?? receiver
  return (
    <ol className={styles['steps']} aria-live="polite">
      {steps.map(({ number, fact, line }, at) => (
        <li key={number} aria-current={at === steps.length - 1 ? 'step' : undefined}>
          {sentenceOf(t, number)(to, from, vendor)}
          {fact && (
            <span className={styles['fact']}>
              {fact.name === 'title' ? t.shownTitle : t[fact.name]}{' '}
              {fact.name === 'title' ? fact.value : <IdText id={fact.value} charsMax={24} />}
            </span>
          )}
          {line && <q className={styles['fact']}>{say(line)}</q>}
        </li>
      ))}
    </ol>
  )
}

function usePlay(sender: Maker['source'], receiver: Maker['source']) {
  const { shelf, server } = usePhones()
  const t = useWords(stepWords)
  const [steps, setSteps] = useState<readonly Step[]>([])
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const play = useRef<AsyncGenerator<Step, void>>(undefined)
  const isGone = useRef(false)
  // Other phones are on the table: what is left of the play is not theirs.
  useEffect(() => {
    isGone.current = false
    return () => {
      isGone.current = true
    }
  }, [])
  /** Plays up to `count` steps. */
  const run = async (count: number): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    try {
      play.current ??= eightSteps({ shelf, server, sender, receiver, text: t.message })
      for (let step = 0; step < count; step += 1) {
        if (step > 0) await pause(paceMs)
        if (isGone.current) break
        const { value } = await play.current.next()
        if (!value) break
        setSteps(before => [...before, value])
      }
    } catch (thrown) {
      setFailure(thrown)
    } finally {
      setBusy(false)
    }
  }
  const reset = (): void => {
    play.current = undefined
    setSteps([])
    setFailure(undefined)
  }
  return { steps, isBusy, failure, next: () => run(1), all: () => run(lastStep), reset }
}

function toldFailure(failure: unknown, t: Readonly<Record<'slowPhone' | 'slowServer', string>>): unknown {
  if (!(failure instanceof TookTooLong)) return failure
  return new Error(failure.who === 'phone' ? t.slowPhone : t.slowServer)
}

type Sentence = (to: string, from: string, vendor: string) => string

function sentenceOf(t: Readonly<Record<`step${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`, Sentence>>, number: number): Sentence {
  const sentences = [t.step1, t.step2, t.step3, t.step4, t.step5, t.step6, t.step7, t.step8]
  return sentences[number - 1] ?? (() => '')
}
