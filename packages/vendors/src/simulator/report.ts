// Reporting on demand: the request with which a simulator's vendor would say what became of a push, sent to whoever is to hear it.
// Knows no vendor.
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Receipt } from '../receipt.ts'
import type { ReceiptCall, Simulator } from './contract.ts'
import { InputError } from './fault-input.ts'

/** How long the receiver may stay silent, ms; vendors wait for seconds too. */
const SILENCE_MS = 10_000
/** Most bytes kept of an answer. */
const ANSWER_BYTES_MAX = 65_536

const FATES: readonly Receipt['fate'][] = ['arrived', 'clicked', 'dropped', 'pending', 'token-dead']

/** A report that is ready to be sent. */
export interface Report {
  readonly url: URL
  readonly call: ReceiptCall
}

/**
 * Reads a wish: the latest push that was taken for `token`, or that has `vendorId`, and its `fate`. `url` counts where the push names no
 * address. Throws {@link InputError} with the member at fault.
 */
export function parseReport(simulator: Simulator, wish: Readonly<Record<string, unknown>>): Report {
  const { token, vendorId, url } = wish
  const fate = FATES.find(one => one === wish['fate'])
  if (fate === undefined) throw new InputError(`fate must be one of ${FATES.join(', ')}`)
  if (typeof token !== 'string' && typeof vendorId !== 'string') throw new InputError('give a token or a vendorId')
  const push = simulator.delivered.findLast(
    one => (token === undefined || one.token === token) && (vendorId === undefined || one.vendorId === vendorId),
  )
  if (!push) throw new InputError('no push of this token or vendorId was delivered')
  const call = simulator.receiptCall?.(push, fate)
  if (!call) throw new InputError(`${simulator.vendor} does not report ${fate}`)
  const address = call.url ?? url
  if (typeof address !== 'string') throw new InputError(`url is missing: no push of ${simulator.vendor} names one`)
  if (!/^https?:/.test(address) || !URL.canParse(address)) throw new InputError('url must be an http or https URL')
  return { url: new URL(address), call }
}

/** Sends a report as a POST; resolves with the receiver's answer. Follows no redirect; rejects where no answer came. */
export function reportTo(url: URL, call: ReceiptCall): Promise<{ readonly status: number; readonly body: string }> {
  const body = Buffer.from(call.body)
  const headers = { ...call.headers, 'content-length': body.length }
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send(url, { method: 'POST', headers, agent: false, timeout: SILENCE_MS }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text = (text + chunk).slice(0, ANSWER_BYTES_MAX)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error(`${url.host} did not answer within ${SILENCE_MS} ms`)))
    request.on('error', reject)
    request.end(body)
  })
}
