import * as t from 'io-ts'
import { EpochSeconds } from '../../codec/epoch-seconds.ts'
import { refineFields } from '../../codec/refine-fields.ts'
import { sendable } from '../../codec/sendable.ts'
import { WordList } from '../../codec/word-list.ts'
import { type Format, fromFields, type StoredObject } from '../format.ts'
import { kept, stored, written } from '../stored.ts'
import { fieldsOf, hasSome, objectAt } from '../stored-object.ts'
import { hasTokensAtTheTop } from './nesting.ts'

const Holder = fieldsOf({
  token: stored(t.string),
  refreshToken: stored(sendable(t.string)),
  expiresAt: stored(EpochSeconds),
  scopes: written(WordList),
})

const Fields = refineFields(fieldsOf({ bot: kept(Holder), user: kept(Holder) }), {
  field: 'user',
  expected: 'no refresh token beside that of bot, since one credential is one grant',
  holds: ({ bot, user }) => bot?.refreshToken === undefined || user?.refreshToken === undefined,
})

/** Whose token is refreshed: the one that has a refresh token, else the bot. */
const holderOf = (object: StoredObject): 'bot' | 'user' => {
  const has = (name: string, key: string) => Boolean(objectAt(object, name)[key])
  if (has('bot', 'refreshToken')) return 'bot'
  return has('user', 'refreshToken') || !has('bot', 'token') ? 'user' : 'bot'
}

/** The reader refreshes a token itself so long before its end. */
const READER_MARGIN_SECONDS = 7200

/**
 * An installation of Slack's Bolt (@slack/oauth).
 *
 * Shape: `{team, bot: {token, refreshToken, expiresAt, scopes, …}, user: {the same}, …}`; `expiresAt` is a whole number
 * of seconds since 1970, absent or null where the token does not end. The bot's tokens are refreshed, or the user's;
 * both are two grants, and need a secret each.
 * Source: https://github.com/slackapi/node-slack-sdk/blob/4322e14/packages/oauth/src/install-provider.ts
 */
export const slackInstallation = {
  id: 'slack-installation',
  ...fromFields(
    Fields,
    (fields, object) => {
      const holder = fields[holderOf(object)]
      return {
        accessToken: holder?.token,
        refreshToken: holder?.refreshToken,
        expiresAt: holder?.expiresAt,
      }
    },
    (credential, object) => {
      const holder = {
        token: credential.accessToken,
        refreshToken: credential.refreshToken,
        expiresAt: credential.expiresAt,
        // Slack puts commas between scopes
        scopes: credential.scope?.replaceAll(',', ' '),
      }
      return holderOf(object) === 'bot'
        ? { bot: holder, user: undefined }
        : { bot: undefined, user: holder }
    },
  ),
  scopes: (object) => objectAt(object, holderOf(object)).scopes,
  recognises: (object) =>
    !hasTokensAtTheTop(object) &&
    (hasSome(objectAt(object, 'bot'), 'token') || hasSome(objectAt(object, 'user'), 'token')),
  cannotHold: ({ accessTokenLifetimeSeconds }) =>
    accessTokenLifetimeSeconds !== undefined && accessTokenLifetimeSeconds <= READER_MARGIN_SECONDS
      ? 'a provider whose access tokens live for more than 2 hours'
      : undefined,
} as const satisfies Format
