// Certificates for the peer, good and bad. Made once for all sessions.
import { createAuthority, type IssuedCertificate } from '../../packages/vendors/src/simulator/authority.ts'

/** A certificate to trust, and three not to; `caPem` signed all but the foreign one. */
export interface Papers {
  readonly caPem: string
  readonly good: IssuedCertificate
  readonly foreign: IssuedCertificate
  readonly expired: IssuedCertificate
  readonly misnamed: IssuedCertificate
}

/** Issues them; `nowMs` must be the real time, because TLS looks at the machine's clock. */
export async function issuePapers(nowMs: number): Promise<Papers> {
  const [authority, stranger] = await Promise.all([createAuthority({ nowMs }), createAuthority({ nowMs })])
  const names = ['127.0.0.1', 'localhost']
  return {
    caPem: authority.caPem,
    good: await authority.issue({ names }),
    foreign: await stranger.issue({ names }),
    expired: await authority.issue({ names, notBeforeMs: nowMs - 7_200_000, notAfterMs: nowMs - 3_600_000 }),
    misnamed: await authority.issue({ names: ['elsewhere.example'] }),
  }
}
