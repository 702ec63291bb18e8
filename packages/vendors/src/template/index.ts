// A made-up push service, the smallest complete vendor: copy this folder to begin a new one. It is in neither list, so nobody can
// send through it. This file names the rooms and nothing else.
import type { Vendor } from '../vendor.ts'
import { check } from './check.ts'
import { BATCH_MAX, openTemplate } from './client.ts'
import { FORM, parseCredentials, type TemplateCredentials } from './credentials.ts'
import { look, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { PAYLOAD_BYTES_MAX, preview, render, type TemplatePayload, TTL_MS_MAX } from './payload.ts'

/** The vendor value of the made-up service. */
export const template: Vendor<TemplateCredentials, TemplatePayload> = {
  name: 'template',
  brand: { en: 'Template', zh: '示例' },
  provider: 'TEMPLATE',
  settingsKeys: ['templatePushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: PAYLOAD_BYTES_MAX, ttlMs: TTL_MS_MAX },
  codes: CODES,
  parseCredentials,
  render,
  preview,
  look,
  sample: SAMPLE,
  open: openTemplate,
  check,
}
