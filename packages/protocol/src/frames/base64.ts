// Bytes as text: base64 and UTF-8 in plain JavaScript, because the engines of apps on phones have neither `btoa` nor `TextEncoder`.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 with padding. */
export function base64Of(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]]
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += letter(group >> 18) + letter(group >> 12)
    out += b === undefined ? '=' : letter(group >> 6)
    out += c === undefined ? '=' : letter(group)
  }
  return out
}

/** Reads base64, in its usual or URL-safe letters, with or without padding; undefined for anything else. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  const letters = base64
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .replace(/={1,2}$/, '')
  if (letters.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4))
  let group = 0
  let bits = 0
  let written = 0
  for (const one of letters) {
    const value = alphabet.indexOf(one)
    if (value < 0) return undefined
    group = ((group << 6) | value) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[written] = (group >> bits) & 0xff
    written += 1
  }
  return bytes
}

/** The UTF-8 bytes of a text; a lone half of a pair becomes U+FFFD. */
export function utf8Of(value: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  for (const one of value) {
    const found = one.codePointAt(0) ?? 0
    const code = found >= 0xd800 && found < 0xe000 ? 0xfffd : found
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return Uint8Array.from(bytes)
}

/** The text of UTF-8 bytes; undefined where they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  let escaped = ''
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}

function letter(sextet: number): string {
  return alphabet.charAt(sextet & 63)
}

function tail(code: number): number {
  return 0x80 | (code & 63)
}
