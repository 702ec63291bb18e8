// What Google would know: projects, their service accounts, issued access tokens and device tokens with their states. Everything
// the simulator answers follows from here. Refuses to know requests.
import { createHash, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { SimulatedApp, SimulatedCredential, TokenState } from '../simulator/contract.ts'
import { AccessTokens, DeviceTokens } from '../simulator/registry.ts'
import { TOKEN_URL } from './oauth.ts'
import type { ServiceAccount } from './simulated-oauth.ts'

/** Life Google gives an access token, seconds. */
export const ACCESS_TOKEN_SECONDS = 3599
/** Shape of a registration token (spec/vendors.md §2.12). */
const DEVICE_TOKEN = /^[\w-]{22}:APA91b[\w-]{100,200}$/

/** What a device token is worth for a project. */
export type TokenStanding = 'active' | 'malformed' | 'foreign' | 'unregistered'

/** One simulated Google. */
export class FcmRegistry {
  readonly #accounts = new Map<string, ServiceAccount>()
  readonly #packages = new Map<string, string>()
  readonly #deviceTokens = new DeviceTokens()
  readonly #accessTokens = new AccessTokens()
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** By `client_email`. */
  get accounts(): ReadonlyMap<string, ServiceAccount> {
    return this.#accounts
  }

  /** Creates the app's project with one service account, or another service account in its present project. */
  async addApp(app: SimulatedApp): Promise<SimulatedCredential> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    const projectId = projectOf(app.packageName)
    const account = `push-${this.#accounts.size + 1}@${projectId}.iam.gserviceaccount.com`
    this.#packages.set(projectId, app.packageName)
    this.#accounts.set(account, { projectId, publicKey })
    return {
      name: senderOf(app.packageName),
      packageName: app.packageName,
      environment: app.environment ?? 'PRODUCTION',
      file: serviceAccountFile(projectId, account, privateKey),
      settings: { pushType: 'BOTH', priority: 'high', projectId, version: 'v1', supportAPNs: false },
    }
  }

  hasProject(projectId: string): boolean {
    return this.#packages.has(projectId)
  }

  /** Issues an access token for the account's project. */
  issueAccessToken(account: ServiceAccount, nowMs: number): string {
    let token = 'ya29.'
    while (token.length < 60) token += Math.floor(this.#random() * 36 ** 8).toString(36)
    this.#accessTokens.issue(token, account.projectId, nowMs + ACCESS_TOKEN_SECONDS * 1000)
    return token
  }

  /** The project an access token may send in; nothing for an unknown or expired one. */
  projectOfAccessToken(token: string, nowMs: number): string | undefined {
    const issued = this.#accessTokens.look(token, nowMs)
    return issued === undefined || issued.isExpired ? undefined : issued.owner
  }

  /** Throws RangeError above {@link DEVICE_TOKENS_MAX}. */
  set(token: string, app: string, state: TokenState): void {
    this.#deviceTokens.set(token, projectOf(app), state)
  }

  /** A registration token in the real shape, the same for the same app and index. */
  newToken(app: string, index: number): string {
    const text = createHash('shake256', { outputLength: 120 }).update(`${app}\n${index}`).digest('base64url')
    return `${text.slice(0, 22)}:APA91b${text.slice(22, 156)}`
  }

  standing(token: string, projectId: string): TokenStanding {
    const known = this.#deviceTokens.get(token)
    // Google's tokens prove themselves, so one that it never issued is malformed, however well it looks.
    if (known === undefined || !DEVICE_TOKEN.test(token)) return 'malformed'
    if (known.app !== projectId) return 'foreign'
    switch (known.state.kind) {
      case 'active':
        return 'active'
      case 'unregistered':
        return 'unregistered'
      case 'foreign-app':
      case 'foreign-environment':
        // FCM has one environment, so both mean another project.
        return 'foreign'
    }
  }
}

/** A project id in Google's shape, one per package; the digest keeps `a.b` and `a-b` apart. */
function projectOf(packageName: string): string {
  const words = packageName.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return `sim-${words.slice(0, 16)}-${createHash('sha256').update(packageName).digest('hex').slice(0, 6)}`
}

/** A sender id: twelve digits. */
function senderOf(packageName: string): string {
  const digest = createHash('sha256').update(packageName).digest()
  return String(100_000_000_000 + (digest.readUIntBE(0, 6) % 900_000_000_000))
}

function serviceAccountFile(projectId: string, clientEmail: string, privateKey: KeyObject): string {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const account = {
    type: 'service_account',
    project_id: projectId,
    private_key_id: createHash('sha1').update(pem).digest('hex'),
    private_key: pem,
    client_email: clientEmail,
    client_id: senderOf(clientEmail),
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: TOKEN_URL,
    universe_domain: 'googleapis.com',
  }
  return Buffer.from(JSON.stringify(account, null, 2)).toString('base64')
}
