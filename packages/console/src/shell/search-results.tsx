// What a search found, by kind.
import {
  IconArrowsExchange,
  IconBell,
  IconDeviceMobile,
  IconKey,
  IconListCheck,
  IconMessage,
  IconPhone,
  IconTag,
  IconTemplate,
  IconUser,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Found, FoundKind } from '../api/found.ts'
import { foundWords } from '../parts/found-words.ts'
import { shortened } from '../words/formats.ts'
import { useWords } from '../words/words.ts'
import styles from './search.module.css'
import type { ResultGroup } from './search-targets.ts'
import { words } from './search-words.ts'

const icons: Readonly<Record<FoundKind, ComponentType<{ readonly size?: number; readonly stroke?: number }>>> = {
  message: IconBell,
  'chat-message': IconMessage,
  task: IconListCheck,
  call: IconPhone,
  callback: IconWebhook,
  'push-id': IconArrowsExchange,
  token: IconKey,
  device: IconDeviceMobile,
  user: IconUser,
  label: IconTag,
  template: IconTemplate,
}

/** What the list is given. */
export interface ResultListProps {
  /** The list's id; that of a result is this and its place. */
  readonly id: string
  readonly groups: readonly ResultGroup[]
  /** The place of the one that Enter opens. */
  readonly chosen: number
  readonly onChoose: (index: number) => void
  readonly onOpen: (result: Found) => void
}

/** The list; the field above has the keys. */
export function ResultList({ id, groups, ...rest }: ResultListProps) {
  const t = useWords(words)
  const kinds = useWords(foundWords)
  let before = 0
  return (
    <div id={id} role="listbox" aria-label={t.results} className={styles['list']}>
      {groups.map(({ kind, results }) => {
        const first = before
        before += results.length
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox.
          <div key={kind} role="group" aria-label={kinds[kind]}>
            <div className={styles['kind']} aria-hidden>
              {kinds[kind]}
            </div>
            {results.map((result, index) => (
              <Option
                key={`${result.id} ${result.where.user ?? ''}`}
                id={id}
                index={first + index}
                result={result}
                {...rest}
              />
            ))}
          </div>
        )
      })}
    </div>
  )
}

interface OptionProps extends Omit<ResultListProps, 'groups'> {
  readonly index: number
  readonly result: Found
}

function Option({ id, index, result, chosen, onChoose, onOpen }: OptionProps) {
  const t = useWords(foundWords)
  const { kind, title, where } = result
  const Icon = icons[kind]
  const isNamed = kind === 'user' || kind === 'label' || kind === 'template'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys, as in every listbox of a combobox.
    <div
      id={`${id}-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={index === chosen}
      className={styles['option']}
      ref={element => {
        if (index === chosen) element?.scrollIntoView({ block: 'nearest' })
      }}
      onMouseMove={() => onChoose(index)}
      onClick={() => onOpen(result)}
    >
      <Icon size={16} stroke={1.6} />
      <span className={isNamed ? styles['own'] : styles['id']}>{shortened(result.id, 32)}</span>
      <span className={styles['title']}>{title}</span>
      {where.user !== undefined && kind !== 'user' && <span className={styles['where']}>{t.of(where.user)}</span>}
    </div>
  )
}
