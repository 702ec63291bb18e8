// The RSA key of a service account's file, which Google and Huawei hand out alike. Never quotes what it was given.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { CredentialError } from '../vendor.ts'

/** Shorter keys are none that a vendor hands out. */
const RSA_BITS_MIN = 2048

/** Reads `private_key`. Throws {@link CredentialError} naming `file`. */
export function rsaKeyOf(pem: string): KeyObject {
  const key = readPem(pem)
  if (key.asymmetricKeyType !== 'rsa') throw new CredentialError('file', 'holds a private_key that is not RSA')
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < RSA_BITS_MIN) {
    throw new CredentialError('file', `holds an RSA key shorter than ${RSA_BITS_MIN} bits`)
  }
  return key
}

function readPem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new CredentialError('file', 'holds a private_key that cannot be read as PEM', { cause })
  }
}
