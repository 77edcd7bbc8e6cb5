import * as t from 'io-ts'
import { EpochMilliseconds } from '../../codec/epoch-milliseconds.ts'
import { sendable } from '../../codec/sendable.ts'
import { WordList } from '../../codec/word-list.ts'
import { type Format, fromFields } from '../format.ts'
import { expiryOf, LifetimeSeconds, lifetimeOf } from '../issue.ts'
import { stored, written } from '../stored.ts'
import { fieldsOf, hasSome } from '../stored-object.ts'

const Fields = fieldsOf({
  accessToken: stored(t.string),
  refreshToken: stored(sendable(t.string)),
  scope: written(WordList),
  expiresIn: stored(LifetimeSeconds),
  obtainmentTimestamp: stored(EpochMilliseconds),
})

/**
 * An `AccessToken` of Twurple, a library for Twitch.
 *
 * Shape: `{accessToken, refreshToken, scope, expiresIn, obtainmentTimestamp}`; `scope` is a list, `expiresIn` a whole
 * number of seconds from `obtainmentTimestamp`, which is in milliseconds since 1970; null: the token does not end.
 * Source: https://github.com/twurple/twurple/blob/73841b5/packages/auth/src/AccessToken.ts
 */
export const twurple = {
  id: 'twurple',
  ...fromFields(
    Fields,
    ({ accessToken, refreshToken, expiresIn, obtainmentTimestamp }) => ({
      accessToken,
      refreshToken,
      issuedAt: obtainmentTimestamp,
      expiresAt: expiryOf(obtainmentTimestamp, expiresIn),
    }),
    ({ accessToken, refreshToken, scope, issuedAt, expiresAt }) => ({
      accessToken,
      refreshToken,
      scope,
      expiresIn: lifetimeOf(issuedAt, expiresAt),
      obtainmentTimestamp: issuedAt,
    }),
  ),
  scopes: ({ scope }) => scope,
  recognises: (object) => hasSome(object, 'obtainmentTimestamp'),
} as const satisfies Format
