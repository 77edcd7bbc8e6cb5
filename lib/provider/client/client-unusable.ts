/**
 * A client could not prove itself, and no request was read by anybody.
 *
 * Shape: safe to log. `code` is `NoProof` (it has nothing that the provider takes), `NoKey`, `UnusableCertificate`,
 * `CertificateRefused` (by the server, on the connection), or what AWS KMS calls its refusal; `operation` is the call to
 * AWS KMS that failed.
 */
export type ClientUnusable = {
  readonly tag: 'ClientUnusable'
  readonly operation?: string
  readonly code: string
}

/** Makes the value that signing, authenticating and connecting reject with. */
export const clientUnusable = (code: string, operation?: string): ClientUnusable => ({
  tag: 'ClientUnusable',
  ...(operation === undefined ? {} : { operation }),
  code,
})
