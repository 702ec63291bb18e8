// A request over the online channel that is refused, for a reason that its caller is told by a code of ZIM (spec/zego.md §5).
import { type ZimCodeName, zimCodes } from '@posthouse/protocol/frames'

/** See the head of the file. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reason: ZimCodeName
  /** When the same may succeed, ms from now. */
  readonly retryAfterMs: number | undefined

  /** `text` stands in place of the reason's own sentence. */
  constructor(
    reason: ZimCodeName,
    text?: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(text ?? zimCodes[reason].text, { cause: options.cause })
    this.reason = reason
    this.retryAfterMs = options.retryAfterMs
  }

  /** ZIM's number. */
  get code(): number {
    return zimCodes[this.reason].code
  }
}
