/** What is signed with the installation's key. A signature for one purpose never counts for another. */
export type SigningPurpose = 'receipt' | 'download' | 'conformance'

/** The key of this installation. It lives in a file and never leaves it (invariant 10). */
export interface Signer {
  /** SHA-256 of the public key (SPKI, DER), hex: names the key in what it signed. */
  keyId: string
  /** For whoever verifies: Ed25519, SPKI, PEM. */
  publicKeyPem: string
  /** @returns the Ed25519 signature, base64url */
  sign(purpose: SigningPurpose, content: string): string
  /** True when this key made the signature for the same purpose and content. */
  isSigned(purpose: SigningPurpose, content: string, signature: string): boolean
  /** A secret of 256 bits, base64url, that only the holder of the key can make again: the same for the same name. */
  deriveSecret(name: string): string
}
