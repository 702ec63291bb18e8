// Loads @peculiar/x509, which is slow to start (about 100 ms) and therefore only paid for by those who issue certificates.
// Its dependency injection refuses to load without three reflection functions; this room supplies exactly those.

/** The library, loaded once. */
export async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  installReflection()
  return await import('@peculiar/x509')
}

interface ReflectMetadata {
  getMetadata?(key: unknown, target: object): unknown
  getOwnMetadata?(key: unknown, target: object): unknown
  defineMetadata?(key: unknown, value: unknown, target: object): void
}

/** Leaves an already present implementation alone, so that a full polyfill of the embedding program wins. */
function installReflection(): void {
  const reflect: typeof Reflect & ReflectMetadata = Reflect
  if (reflect.getMetadata) return
  const metadata = new WeakMap<object, Map<unknown, unknown>>()
  const read = (key: unknown, target: object): unknown => metadata.get(target)?.get(key)
  reflect.getMetadata = read
  reflect.getOwnMetadata = read
  reflect.defineMetadata = (key, value, target) => {
    const own = metadata.get(target) ?? new Map<unknown, unknown>()
    metadata.set(target, own.set(key, value))
  }
}
