// Apple Push Notification service. This file names the rooms and nothing else.
import type { Vendor } from '../vendor.ts'
import { check } from './check.ts'
import { BATCH_MAX, openApns } from './client.ts'
import { CODES } from './codes.ts'
import { type ApnsCredentials, parseCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lacksApns } from './lacks.ts'
import { lookApns, SAMPLE } from './look.ts'
import { type ApnsPayload, preview, render, TTL_MS_MAX } from './payload.ts'

/** The vendor value of APNs. */
export const apns: Vendor<ApnsCredentials, ApnsPayload> = {
  name: 'apns',
  brand: { en: 'APNs', zh: '苹果 APNs' },
  provider: 'APNS',
  settingsKeys: ['apnsPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: 4096, ttlMs: TTL_MS_MAX },
  codes: CODES,
  parseCredentials,
  expiresAtMs: credentials => (credentials.kind === 'certificate' ? credentials.validToMs : undefined),
  lacks: lacksApns,
  render,
  preview,
  look: lookApns,
  sample: SAMPLE,
  open: openApns,
  check,
}
