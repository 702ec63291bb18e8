// What a trace is made of. Knows no record.
import type { PushStatus } from '@posthouse/protocol'
import type { Bilingual } from '../../domain/reason.ts'

/** One line of a trace. */
export interface TraceEvent {
  /** Epoch ms. */
  readonly at: number
  readonly kind:
    | ('accepted' | 'planned' | 'skipped' | 'sent' | 'answered' | 'waiting' | 'outcome' | 'callback')
    | ('arrived' | 'clicked' | 'dropped' | 'pending' | 'unbound')
  /** Absent on lines about the whole push. */
  readonly deviceId?: string
  readonly text: Bilingual
  /** Only on lines that end a device. */
  readonly status?: PushStatus
  readonly fix?: Bilingual
  readonly detail?: unknown
}
