import { describe, expect, it } from 'vitest'
import type { FormatId } from '../../lib/credential/formats.ts'
import { storedScopes } from '../../lib/credential/stored-scopes.ts'
import { EXAMPLES } from './examples/examples.ts'
import { stored } from './stored.ts'

const scopesOf = (text: string, id: FormatId): string => storedScopes(stored(text, id)).join(' ')

/** Formats without a place for scopes. */
const KEEP_NONE: readonly FormatId[] = [
  'airbyte',
  'apideck-import',
  'credentials',
  'credentials-camel-case',
  'go-oauth2',
  'intuit-oauth',
  'retently',
  'smartsheets',
]

/** Formats whose scopes stay as they are, whatever the answer of a refresh says. */
const KEEP_THEIRS: Partial<Readonly<Record<FormatId, string>>> = {
  'adobe-ims': 'openid',
  'msal-cache': 'User.Read',
  nango: '',
}

describe('when the scopes of a credential are asked for', () => {
  it.each(EXAMPLES)('finds in $id those that a refresh stored', ({ id, refreshed }) => {
    const expected = KEEP_NONE.includes(id) ? '' : (KEEP_THEIRS[id] ?? 'read write')

    expect(scopesOf(refreshed, id)).toBe(expected)
  })

  it.each<[FormatId, unknown, string]>([
    ['oauth2-response', { scope: ' a  b a' }, 'a b'],
    ['oauth2-response', { scope: 'r_ads,w_ads' }, 'r_ads w_ads'],
    ['requests-oauthlib', { scope: ['a', 'b c'] }, 'a b c'],
    ['spring-security', { access_token_scopes: 'read,offline' }, 'read offline'],
    [
      'google-authorized-user',
      { scopes: ['https://x.example/auth/a'] },
      'https://x.example/auth/a',
    ],
    ['nango', { type: 'OAUTH2', raw: { scope: 'a b' } }, 'a b'],
    ['slack-installation', { bot: { token: 't' }, user: { scopes: ['u'] } }, ''],
    [
      'slack-installation',
      {
        bot: { token: 't', scopes: ['b'] },
        user: { token: 't', refreshToken: 'r', scopes: ['u'] },
      },
      'u',
    ],
    [
      'msal-cache',
      { AccessToken: { k: { secret: 's', target: 'User.Read Mail.Read' } } },
      'User.Read Mail.Read',
    ],
  ])('reads them from %s as it spells them: %j', (id, object, scopes) => {
    expect(scopesOf(JSON.stringify(object), id)).toBe(scopes)
  })

  it.each([
    [null],
    [''],
    [' '],
    [7],
    [{}],
    [[7]],
    [['a', null]],
    ['a "b"'],
    ['a\nb'],
    [['a', 'ä']],
  ])('takes %j for none at all', (scope) => {
    expect(scopesOf(JSON.stringify({ scope }), 'oauth2-response')).toBe('')
  })
})
