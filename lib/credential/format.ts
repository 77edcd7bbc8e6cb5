import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import { decode, type Problem } from '../codec/decode.ts'
import type { Credential, Tokens } from './credential.ts'
import type { Grant } from './grant.ts'

/** A stored text as parsed. */
export type StoredObject = Readonly<Record<string, unknown>>

/**
 * Values that a format writes, nested as the text is.
 *
 * Shape: null stands for "not known"; `undefined` leaves what is stored.
 */
export type StoredFields = {
  readonly [key: string]: string | number | null | undefined | readonly string[] | StoredFields
}

/** A credential with new tokens in it. */
export type RefreshedCredential = Credential & Tokens

/** What is known of the answers of a provider before it is asked. Shape: absent is not known. */
export type ProviderFacts = {
  readonly grant: Grant
  readonly rotatesRefreshToken?: boolean | undefined
  readonly accessTokenLifetimeSeconds?: number | undefined
}

/**
 * One way of storing a credential as JSON text.
 *
 * Shape: `id` is what tags and provider definitions call it; `decode` reads the format's own fields; `encode` gives the
 * fields to write into the object that was read; `recognises` tells the format from an object whose tags do not
 * name one; `cannotHold` says what is expected instead of a provider whose answers do not fit; `scopes` finds what the
 * format keeps of the scopes that its tokens have, as it stands there. A refresh asks for none, so `decode` does not.
 */
export type Format = {
  readonly id: string
  readonly decode: (object: StoredObject) => E.Either<readonly Problem[], Credential>
  readonly encode: (credential: RefreshedCredential, object: StoredObject) => StoredFields
  readonly recognises: (object: StoredObject) => boolean
  readonly cannotHold?: (facts: ProviderFacts) => string | undefined
  readonly scopes?: (object: StoredObject) => unknown
}

/** Makes both directions of a format from the codec of its fields. */
export const fromFields = <A>(
  codec: t.Type<A, StoredFields, unknown>,
  read: (fields: A, object: StoredObject) => Credential,
  write: (credential: RefreshedCredential, object: StoredObject) => A,
): Pick<Format, 'decode' | 'encode'> => ({
  decode: (object) =>
    pipe(
      decode(codec)(object),
      E.map((fields) => read(fields, object)),
    ),
  encode: (credential, object) => codec.encode(write(credential, object)),
})
