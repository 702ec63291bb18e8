// Header blocks of answers (RFC 7541), by hand: static entries, literals, one dynamic entry, and changes of the table's size. It uses
// the dynamic table because a client that skips the block of an answer it no longer wants would misread every later one.

/** A status line with headers, as one connection writes them. */
export class AnswerHead {
  /** Set by the client's SETTINGS_HEADER_TABLE_SIZE before the first block. */
  tableBytesMax: number = TABLE_BYTES_DEFAULT
  #tableBytes: number = TABLE_BYTES_DEFAULT
  #isRemembered = false

  /** One header block; the order of the blocks on the wire must be the order of these calls. */
  write(status: number, headers: Readonly<Record<string, string>>): Buffer {
    const parts = [this.#sizeUpdate(), statusField(status), this.#remembered()]
    for (const [name, value] of Object.entries(headers))
      parts.push(Buffer.from([LITERAL]), textField(name), textField(value))
    return Buffer.concat(parts)
  }

  #sizeUpdate(): Buffer {
    const wanted = Math.min(this.tableBytesMax, TABLE_BYTES_DEFAULT)
    if (wanted === this.#tableBytes) return Buffer.alloc(0)
    this.#tableBytes = wanted
    this.#isRemembered &&= wanted >= ENTRY_BYTES
    return integer(0x20, 5, wanted)
  }

  /** `server: laboratory`: with incremental indexing the first time, later by its index. */
  #remembered(): Buffer {
    if (this.#isRemembered) return Buffer.from([0x80 | DYNAMIC_FIRST])
    this.#isRemembered = this.#tableBytes >= ENTRY_BYTES
    const first = this.#isRemembered ? INDEXING : LITERAL
    return Buffer.concat([Buffer.from([first]), textField('server'), textField('laboratory')])
  }
}

/** A block of one literal field, for trailers. */
export function trailerBlock(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([LITERAL]), textField(name), textField(value)])
}

const TABLE_BYTES_DEFAULT = 4096
/** RFC 7541 §4.1: both texts and 32. */
const ENTRY_BYTES = 'server'.length + 'laboratory'.length + 32
const DYNAMIC_FIRST = 62
const LITERAL = 0x00
const INDEXING = 0x40
/** `:status` in the static table: 200 is 8, and 8 is also an index of the name. */
const staticStatus: ReadonlyMap<number, number> = new Map([
  [200, 8],
  [204, 9],
  [400, 12],
  [404, 13],
  [500, 14],
])

function statusField(status: number): Buffer {
  const index = staticStatus.get(status)
  if (index !== undefined) return Buffer.from([0x80 | index])
  return Buffer.concat([Buffer.from([0x08]), textField(String(status))])
}

function textField(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return Buffer.concat([integer(0, 7, bytes.length), bytes])
}

/** An integer with a prefix of `bits` bits below the flags of `first` (RFC 7541 §5.1). */
function integer(first: number, bits: number, value: number): Buffer {
  const most = 2 ** bits - 1
  if (value < most) return Buffer.from([first | value])
  const bytes = [first | most]
  let rest = value - most
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}
