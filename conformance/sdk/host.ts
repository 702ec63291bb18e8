// What cases ask of the machine around them: the server's own interfaces, its tokens, and the phones of vendors. All of it is JSON,
// because in a browser it crosses from the page to the test.

/** An answer of the server over HTTP. */
export interface HostAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: cases look into bodies of every shape.
  readonly body: any
}

/** A token to be made as the app's own server makes it. */
export interface TokenWish {
  readonly user: string
  readonly lastsSeconds: number
  readonly mode?: 'cbc' | 'cbc-with-mode' | 'gcm'
  readonly appId?: number
  readonly secret?: string
}

/** Vendors whose phones there are. */
export type Maker = 'apns' | 'xiaomi'

/** A push as its vendor took it. */
export interface TakenPush {
  readonly shown?: { readonly title?: string; readonly body?: string }
  readonly payload: unknown
}

/** See the head of the file. */
export interface Host {
  /** Calls below the app's path with the app's token. */
  app(method: string, path: string, body?: unknown): Promise<HostAnswer>
  /** Calls the operator's interface of the app. */
  admin(method: string, path: string, body?: unknown): Promise<HostAnswer>
  token(wish: TokenWish): Promise<string>
  /** A new phone's token. */
  handset(maker: Maker): Promise<string>
  /** What came to a phone so far. */
  shown(maker: Maker, token: string): Promise<readonly TakenPush[]>
  /** The first that came to a phone, or comes. */
  notification(maker: Maker, token: string): Promise<TakenPush>
}

/** Everything that a {@link Host} can be asked. */
export const hostMethods: readonly (keyof Host)[] = ['app', 'admin', 'token', 'handset', 'shown', 'notification']
