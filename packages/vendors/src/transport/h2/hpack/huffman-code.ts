// HPACK's Huffman code (RFC 7541 appendix B). The code is canonical: codes of one length are consecutive in the order of their
// symbols, and shorter codes precede longer ones. So the lengths alone say everything, and the codes are counted out from them.

/** The symbol that ends a string; it must not occur, only its first bits do, as padding (RFC 7541 §5.2). */
export const EOS = 256

/** A length in bits per symbol 0…256, as a letter: `a` is 5 bits, `z` 30. */
const LENGTHS =
  'isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhf' +
  'ibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjix' +
  'prpprrrsrssssststtrstssssqrsrsstrqprrssqsrrtqrssqqrqsrssprrrsrrs' +
  'vvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwv' +
  'z'

const LENGTH_OF_A = 5
const LENGTH_MAX = 30

/** Bits of each symbol's code. */
export const codeLengths: Uint8Array = Uint8Array.from(LENGTHS, letter => letter.charCodeAt(0) - 97 + LENGTH_OF_A)

/** Each symbol's code, in the low bits. */
export const codes: Uint32Array = countOut()

function countOut(): Uint32Array {
  const counted = new Uint32Array(codeLengths.length)
  let code = 0
  for (let length = LENGTH_OF_A; length <= LENGTH_MAX; length++) {
    for (let symbol = 0; symbol < codeLengths.length; symbol++) {
      if (codeLengths[symbol] === length) counted[symbol] = code++
    }
    code *= 2
  }
  return counted
}
