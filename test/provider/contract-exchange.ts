import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { type Client, NO_CLIENT } from '../../lib/provider/client/client.ts'
import { needsClient } from '../../lib/provider/client/client-authentication.ts'
import { readClientSecret } from '../../lib/provider/client/client-secret.ts'
import { localSign } from '../../lib/provider/client/signer.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { guardedFetch, type TokenPost } from '../../lib/provider/token/guarded-fetch.ts'
import type { TokenFailure } from '../../lib/provider/token/token-failure.ts'
import { requestToken } from '../../lib/provider/token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../../lib/provider/token/token-response.ts'
import { tokenUrl } from '../../lib/provider/token/token-url.ts'
import { selfSigned } from './client/self-signed.ts'
import type { DocumentedAnswer, DocumentedProvider } from './documented-provider.ts'
import { type Received, startServer } from './http-server.ts'

/** When the exchanges of the test data take place. */
export const AT = new Date('2026-01-01T00:00:00Z')

/** What came of an exchange. Shape: `request` in the form of the test data. */
export type Exchanged = {
  readonly request: DocumentedProvider['request']
  readonly outcome: E.Either<TokenFailure, TokenGrant>
  /** The certificate that the client showed. */
  readonly certificate: string | undefined
}

/**
 * Asks a server on loopback as a definition says, and lets it answer as the provider is documented to.
 *
 * The request goes to the documented URL with only its origin replaced; what `request` says of the URL is what was
 * about to be asked.
 */
export const exchange = async (
  catalogued: ProviderDefinition,
  documented: DocumentedProvider,
  answer: DocumentedAnswer,
): Promise<Exchanged> => {
  const definition = withHosts(catalogued, documented.hosts ?? {})
  const client = clientOf(definition, documented)
  const shown: (string | undefined)[] = []
  const server = await startServer(
    (response, request) => {
      shown.push(shownCertificate(request))
      const { status, headers = {}, body, text = JSON.stringify(body) } = answer
      response.writeHead(status, headers).end(text)
    },
    client.certificate && { ...OWN, requestCert: true, rejectUnauthorized: false },
  )
  const asked: URL[] = []
  const send = (post: TokenPost) => {
    asked.push(post.url)
    const url = new URL(post.url.pathname + post.url.search, server.url)
    return guardedFetch({ loopback: true })({ ...post, url })
  }
  try {
    const { accessToken, refreshToken } = documented.credential
    const outcome = await pipe(
      requestToken({ sendPost: send, sign: localSign, now: () => AT, newId: () => 'jti-1' })({
        definition,
        url: urlOf(definition, documented.parameters ?? {}),
        client,
        token: (definition.grant === 'access_token' ? accessToken : refreshToken) ?? '',
        timeoutMilliseconds: 5000,
      }),
      TE.flatMap(readTokenResponse({ definition, at: AT, accessToken })),
    )()
    const [url] = asked
    const [received] = server.received
    if (url === undefined || received === undefined || asked.length > 1)
      throw new Error(`expected one request, and it ended in ${JSON.stringify(outcome)}`)
    return { request: requestIn(url, received, documented.request), outcome, certificate: shown[0] }
  } finally {
    await server.stop()
  }
}

/** Shows itself, and the certificate that a client shows. */
export const OWN = selfSigned()

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** A deployment names its hosts by extending the catalogue's definition. */
const withHosts = (
  definition: ProviderDefinition,
  hosts: Readonly<Record<string, string>>,
): ProviderDefinition => ({
  ...definition,
  variables: {
    ...definition.variables,
    ...Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [
        name,
        { choices: [host], default: host, pattern: undefined, labels: undefined },
      ]),
    ),
  },
})

const urlOf = (
  definition: ProviderDefinition,
  parameters: Readonly<Record<string, string>>,
): URL => {
  const url = tokenUrl(definition, parameters)
  if (E.isLeft(url)) throw new Error(`${url.left.name}: expected ${url.left.expected}`)
  return url.right
}

/** The client of the test data, as a person put it into its secret. */
export const clientOf = (
  definition: ProviderDefinition,
  { client }: Pick<DocumentedProvider, 'client'>,
): Client => {
  if (!needsClient(definition)) return NO_CLIENT
  const pem =
    client?.certificate === undefined
      ? privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
      : OWN.key
  const text = JSON.stringify(client ?? {}, (_, value: unknown) => {
    if (value === '<pem>') return pem
    return value === '<certificate>' ? OWN.cert : value
  })
  const read = readClientSecret(text, definition)
  if (E.isLeft(read)) throw new Error(read.left)
  return read.right
}

/** What was received, in the form of the test data; only what that compares is kept of headers and claims. */
export const requestIn = (
  url: URL,
  { method, headers, body }: Received,
  documented: DocumentedProvider['request'],
): DocumentedProvider['request'] => {
  const parameters = parametersOf(headers['content-type'], body)
  const jwt = [...Object.values(parameters ?? {}), ...url.searchParams.values()].find((value) =>
    /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value),
  )
  const isJwt = documented.claims !== undefined
  return {
    method,
    url: url.origin + url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers:
      documented.headers &&
      Object.fromEntries(
        Object.keys(documented.headers).map((name) => [name, only(headers[name.toLowerCase()])]),
      ),
    body:
      parameters &&
      Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [
          name,
          isJwt && value === jwt ? '<jwt>' : value,
        ]),
      ),
    claims: documented.claims && verifiedClaims(jwt ?? '', Object.keys(documented.claims)),
  }
}

const only = (header: string | string[] | undefined): string | null =>
  header === undefined ? null : String(header)

const parametersOf = (
  contentType: string | undefined,
  body: string,
): Record<string, string> | null => {
  if (body === '') return null
  return contentType === 'application/json'
    ? JSON.parse(body)
    : Object.fromEntries(new URLSearchParams(body))
}

/** Claims of a JWT whose signature is that of the client's key. */
const verifiedClaims = (
  jwt: string,
  names: readonly string[],
): Readonly<Record<string, unknown>> | undefined => {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })),
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return Object.fromEntries(names.map((name) => [name, claims[name]]))
}

const shownCertificate = ({ socket }: IncomingMessage): string | undefined => {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  return certificate?.fingerprint256
}

/** The fingerprint of {@link OWN}. */
export const OWN_FINGERPRINT = new X509Certificate(OWN.cert).fingerprint256
