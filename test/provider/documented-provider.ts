import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../lib/codec/decode.ts'
import { noOtherFields } from '../../lib/codec/no-other-fields.ts'
import { oneOf } from '../../lib/codec/one-of.ts'
import { optional } from '../../lib/codec/optional.ts'

const Texts = t.record(t.string, t.string)

/** What an answer grants. */
export const DocumentedTokens = noOtherFields(
  t.type(
    {
      accessToken: t.string,
      refreshToken: optional(t.string),
      expiresInSeconds: optional(t.number),
      refreshTokenExpiresInSeconds: optional(t.number),
      grantExpiresInSeconds: optional(t.number),
    },
    'the tokens of an answer',
  ),
)

const Answer = noOtherFields(
  t.type(
    {
      when: t.string,
      status: t.number,
      headers: optional(Texts),
      /** JSON; or `text` as it is. */
      body: optional(t.unknown),
      text: optional(t.string),
      means: t.union([
        DocumentedTokens,
        oneOf(['dead grant', 'wrong client', 'pause', 'outage', 'bad request']),
      ]),
    },
    'an answer',
  ),
)
export type DocumentedAnswer = t.TypeOf<typeof Answer>

/** A request to a token endpoint. */
export const DocumentedRequest = noOtherFields(
  t.type(
    {
      method: t.string,
      /** Without the query. */
      url: t.string,
      query: optional(Texts),
      /** Only these are compared; null: must not be there. */
      headers: optional(t.record(t.string, t.union([t.string, t.null]))),
      /** Decoded form or JSON; null: empty. `<jwt>` stands for a signed one. */
      body: t.union([Texts, t.null]),
      /** Claims of the signed JWT, those that are documented. */
      claims: optional(t.record(t.string, t.unknown)),
    },
    'a request',
  ),
)
export type DocumentedRequest = t.TypeOf<typeof DocumentedRequest>

const Exchange = {
  /** Values of the URL's variables. */
  parameters: optional(Texts),
  /** Hosts that only a deployment knows. */
  hosts: optional(Texts),
  /** What a person puts into the client's secret; `<pem>` and `<certificate>` are replaced by fresh ones. */
  client: optional(t.record(t.string, t.unknown)),
  credential: noOtherFields(
    t.type(
      { refreshToken: optional(t.string), accessToken: optional(t.string) },
      'the stored tokens',
    ),
  ),
  request: DocumentedRequest,
  answers: t.array(Answer),
  /** What neither the provider nor anybody else documents, and is not tried therefore. */
  undocumented: optional(t.array(oneOf(['dead grant', 'wrong client']))),
}

const Common = {
  documentation: t.array(t.string),
  facts: noOtherFields(
    t.type(
      {
        rotatesRefreshToken: optional(t.boolean),
        reuseGraceSeconds: optional(t.number),
        accessTokenLifetimeSeconds: optional(t.number),
        refreshTokenLifetimeSeconds: optional(t.number),
        refreshTokenIdleSeconds: optional(t.number),
        grantLifetimeSeconds: optional(t.number),
      },
      'the figures of a provider',
    ),
  ),
}

const DocumentedExchange = noOtherFields(
  t.type({ ...Common, ...Exchange }, 'a documented provider'),
)
const NothingToRefresh = noOtherFields(
  t.type({ ...Common, nothingToRefresh: t.literal(true) }, 'a provider with nothing to refresh'),
)

/** What a provider documents of its refresh request and of its answers, written without a look at the catalogue. */
export type DocumentedProvider = t.TypeOf<typeof DocumentedExchange> & { readonly id: string }

/** The ids of providers that document nothing to refresh. */
export type Unrefreshable = t.TypeOf<typeof NothingToRefresh> & { readonly id: string }

const folder = new URL('./contract/', import.meta.url)

const read = <A>(codec: t.Type<A, unknown, unknown>, file: string): A & { readonly id: string } => {
  const decoded = decode(codec)(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  if (E.isLeft(decoded)) throw new Error(`${file}: ${decoded.left.map(describeProblem).join('; ')}`)
  return { id: file.replace('.json', ''), ...decoded.right }
}

const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const isUnrefreshable = (file: string): boolean =>
  'nothingToRefresh' in JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

/** Every provider with a refresh, from its file in `contract/`. */
export const documentedProviders: readonly DocumentedProvider[] = files
  .filter((file) => !isUnrefreshable(file))
  .map((file) => read(DocumentedExchange, file))

/** Every provider without one. */
export const unrefreshableProviders: readonly Unrefreshable[] = files
  .filter(isUnrefreshable)
  .map((file) => read(NothingToRefresh, file))
