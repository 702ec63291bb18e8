// The ways out by their names in the Easemob interface, as failures carry them.

/** In the order of the documents. */
export const providers: readonly string[] = [
  ...['APNS', 'ANDROID', 'HUAWEIPUSH', 'HONOR', 'HARMONYPUSH', 'XIAOMIPUSH', 'OPPOPUSH', 'VIVOPUSH', 'MEIZUPUSH'],
  'WEBPUSH',
]
