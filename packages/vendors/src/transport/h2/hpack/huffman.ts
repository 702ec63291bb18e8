// Strings in HPACK's Huffman code (RFC 7541 §5.2), read by a state machine that takes half an octet at a time: its table is 16 KiB
// and stays in the nearest cache, where one over whole octets would take 256 KiB.
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { codeLengths, codes, EOS } from './huffman-code.ts'

/** The shortest code has five bits, so a string grows to at most 8/5 of its code. */
const SHORTEST_BITS = 5
/** Kept for strings of common length; a longer one gets a buffer of its own. */
const SCRATCH_BYTES = 16_384
const scratch: Buffer = Buffer.allocUnsafeSlow(SCRATCH_BYTES)

/** Inner nodes of the code's tree: one less than its leaves. They are the machine's states; the root is 0. */
const NODES = EOS
/** The state after EOS, which nothing leaves. */
const FAILED = NODES
/** The largest state a string may end in: see {@link growTree}. More than seven bits of padding are an error. */
const PADDING_STATE_MAX = 7
/** Child of a node: another node, or a leaf as `LEAF + symbol`. */
const LEAF = 512

/**
 * What half an octet does to a state, at `state * 16 + half`: bits 0–7 the symbol that it completes, bit 8 whether it does, and from
 * bit 9 on the next state times 16.
 */
const steps: Uint32Array = tabulate(growTree())

/**
 * Decodes a string to one character per octet. Throws a {@link ConnectionFault} when it holds EOS or does not end in up to seven one
 * bits (RFC 7541 §5.2).
 */
export function readHuffman(bytes: Buffer, from: number, to: number): string {
  // One octet more than the longest outcome: each half octet writes, and only those that complete a symbol move on.
  const bytesMax = Math.floor(((to - from) * 8) / SHORTEST_BITS) + 1
  const text = bytesMax > SCRATCH_BYTES ? Buffer.allocUnsafeSlow(bytesMax) : scratch
  let length = 0
  let state = 0
  for (let at = from; at < to; at++) {
    const octet = bytes[at] as number
    let step = steps[state | (octet >> 4)] as number
    text[length] = step
    length += (step >> 8) & 1
    step = steps[(step >> 9) | (octet & 0xf)] as number
    text[length] = step
    length += (step >> 8) & 1
    state = step >> 9
  }
  if (state > PADDING_STATE_MAX * 16) {
    throw new ConnectionFault(ErrorCode.compressionError, 'a Huffman string is padded wrongly or holds EOS')
  }
  return text.toString('latin1', 0, length)
}

/** Octets of a string's code; characters are octets, so none is above 0xff. */
export function huffmanBytes(text: string): number {
  let bits = 0
  for (let at = 0; at < text.length; at++) bits += codeLengths[text.charCodeAt(at)] as number
  return Math.ceil(bits / 8)
}

/**
 * Writes a string's code, padded with ones, and answers where the next octet goes. The caller has made room for it. Simple rather than
 * fast: our encoder writes strings plain, so this serves those who prove the reader.
 */
export function writeHuffman(bytes: Buffer, at: number, text: string): number {
  let next = at
  // Never more than 7 + 30 bits: too many for bit operators, well within what a number holds exactly.
  let pending = 0
  let pendingBits = 0
  for (let index = 0; index < text.length; index++) {
    const symbol = text.charCodeAt(index)
    const length = codeLengths[symbol] as number
    pending = pending * 2 ** length + (codes[symbol] as number)
    pendingBits += length
    while (pendingBits >= 8) {
      pendingBits -= 8
      const unit = 2 ** pendingBits
      bytes[next++] = Math.floor(pending / unit)
      pending %= unit
    }
  }
  if (pendingBits > 0) bytes[next++] = (pending << (8 - pendingBits)) | (0xff >> pendingBits)
  return next
}

/**
 * The code's tree: children of node `n` at `2n` and `2n + 1`. EOS, thirty ones, is planted first, so the nodes 0…7 are those that
 * are reached by as many ones: the states in which a string may end.
 */
function growTree(): Uint16Array {
  const children = new Uint16Array(NODES * 2)
  let nodes = 1
  for (let symbol = EOS; symbol >= 0; symbol--) {
    const code = codes[symbol] as number
    let node = 0
    for (let bit = (codeLengths[symbol] as number) - 1; bit > 0; bit--) {
      const branch = node * 2 + ((code >> bit) & 1)
      // 0 is the root, which is nobody's child.
      if (children[branch] === 0) children[branch] = nodes++
      node = children[branch] as number
    }
    children[node * 2 + (code & 1)] = LEAF + symbol
  }
  return children
}

function tabulate(children: Uint16Array): Uint32Array {
  const table = new Uint32Array((NODES + 1) * 16).fill((FAILED * 16) << 9)
  for (let state = 0; state < NODES; state++) {
    for (let half = 0; half < 16; half++) table[state * 16 + half] = stepOf(children, state, half)
  }
  return table
}

function stepOf(children: Uint16Array, state: number, half: number): number {
  let node = state
  let symbol = 0
  for (let bit = 3; bit >= 0; bit--) {
    node = children[node * 2 + ((half >> bit) & 1)] as number
    if (node === LEAF + EOS) return (FAILED * 16) << 9
    if (node < LEAF) continue
    symbol = 0x100 | (node - LEAF)
    node = 0
  }
  return ((node * 16) << 9) | symbol
}
