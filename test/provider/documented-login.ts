import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../lib/codec/decode.ts'
import { noOtherFields } from '../../lib/codec/no-other-fields.ts'
import { oneOf } from '../../lib/codec/one-of.ts'
import { optional } from '../../lib/codec/optional.ts'
import { DocumentedRequest, DocumentedTokens } from './documented-provider.ts'

const Texts = t.record(t.string, t.string)

const Exchange = noOtherFields(
  t.type({ request: DocumentedRequest, status: t.number, body: t.unknown }, 'an exchange'),
)

const Login = noOtherFields(
  t.type(
    {
      when: t.string,
      /** Where the parameters are others than those of the provider's other logins. */
      comesBack: optional(Texts),
      /** The requests after the browser came back, in their order, and what is answered. */
      exchanges: t.array(Exchange),
      /** `nothing to refresh`: tokens were granted, and none of them is worth storing. */
      means: t.union([DocumentedTokens, oneOf(['refused', 'nothing to refresh'])]),
      /** A part of what a person is told then. */
      says: optional(t.string),
    },
    'a login',
  ),
)

const Logins = noOtherFields(
  t.type(
    {
      documentation: t.array(t.string),
      /** Values of the URL's variables. */
      parameters: optional(Texts),
      /** What a person puts into the client's secret; `<pem>` is replaced by a fresh key. */
      client: t.record(t.string, t.unknown),
      redirectUri: t.string,
      scopes: optional(t.array(t.string)),
      /** Where a person is sent. `<state>`, `<challenge>` and `<hexadecimal challenge>` stand for this login's. */
      page: noOtherFields(t.type({ url: t.string, query: Texts }, 'a page')),
      /** The parameters with which the browser comes back. */
      comesBack: Texts,
      logins: t.array(Login),
    },
    'documented logins',
  ),
)

/** How a provider documents its logins, written without a look at the catalogue. */
export type DocumentedLogins = t.TypeOf<typeof Logins> & { readonly id: string }
export type DocumentedLogin = DocumentedLogins['logins'][number]

const folder = new URL('./login-contract/', import.meta.url)

const read = (file: string): DocumentedLogins => {
  const decoded = decode(Logins)(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
  if (E.isLeft(decoded)) throw new Error(`${file}: ${decoded.left.map(describeProblem).join('; ')}`)
  return { id: file.replace('.json', ''), ...decoded.right }
}

/** Every provider whose login is tried, from its file in `login-contract/`. */
export const documentedLogins: readonly DocumentedLogins[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map(read)
