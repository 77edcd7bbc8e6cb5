import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import {
  newText,
  tagForNewText,
  textWithLogin,
  tokensOfLogin,
} from '../../../../lib/cli/operator/authorization/text.ts'
import { formats } from '../../../../lib/credential/formats.ts'
import { readStored } from '../../../../lib/credential/stored-credential.ts'
import { definition } from '../../../provider/definition.ts'

const AT = new Date('2026-01-01T00:00:00Z')
const acme = definition({ accessTokenLifetimeSeconds: 60 })
const granted = { accessToken: 'a-1', refreshToken: 'r-1' }
const tokens = E.getOrElseW(() => {
  throw new Error('expected tokens')
})(tokensOfLogin(granted, acme, AT))

describe('when a new secret is to hold the tokens of a login', () => {
  /** Formats that need more than tokens, or are one of several entries. */
  const needMore = formats.map(({ id }) => id).filter((id) => E.isLeft(tagForNewText(acme, id, AT)))

  it('refuses the formats that cannot begin with them', () => {
    expect(needMore.toSorted()).toStrictEqual([
      'adobe-ims',
      'google-api-dotnet',
      'msal-cache',
      'slack-installation',
    ])
  })

  it.each(formats.map(({ id }) => id).filter((id) => !needMore.includes(id)))(
    'reads back from %s what it wrote',
    (id) => {
      const tag = tagForNewText(acme, id, AT)
      const read = readStored(newText(id, tokens), {
        tagged: E.isRight(tag) ? tag.right : undefined,
        providerDefault: undefined,
      })

      expect(read).toMatchObject(
        E.right({ format: { id }, credential: { accessToken: 'a-1', refreshToken: 'r-1' } }),
      )
    },
  )
})

describe('when the tokens of a login are taken', () => {
  it('takes the lifetime of the catalogue where the answer has none', () => {
    expect(tokens).toMatchObject({ issuedAt: AT, expiresAt: new Date('2026-01-01T00:01:00Z') })
  })

  it('refuses an access token that nothing can refresh', () => {
    expect(tokensOfLogin({ accessToken: 'planted' }, acme, AT)).toStrictEqual(
      E.left(
        'Acme gave an access token and no refresh token: it could not be kept fresh, so nothing was stored, and a secret that is there stays as it was; ask for offline access with --scope, or look at the settings of the app there',
      ),
    )
  })

  it.each([
    ['the person', undefined, 'a b'],
    ['the person', 'a', 'a'],
    // what the secret has stays as it is spelt there
    ['the secret', undefined, undefined],
  ] as const)('takes the scopes on the word of %s where the answer has %s', (on, scope, kept) => {
    const login = tokensOfLogin({ ...granted, scope }, acme, AT, { all: ['a', 'b'], on })

    expect(login).toMatchObject(E.right({ scope: kept }))
  })

  it('says what the provider needs for a refresh token, where that is known', () => {
    const other = definition({ whenNoRefreshToken: 'switch on rotation' })

    expect(tokensOfLogin({ accessToken: 'planted' }, other, AT)).toStrictEqual(
      E.left(expect.stringMatching(/stays as it was; switch on rotation$/)),
    )
  })

  it.each(['none', 'access_token'])('wants no refresh token under the grant %s', (grant) => {
    const other = definition({ grant, grantType: 'x' })

    expect(E.isRight(tokensOfLogin({ accessToken: 'a-1' }, other, AT))).toBe(true)
  })

  it('leaves every other byte of the text', () => {
    const before = '{ "team" : 1.0,\n "refresh_token":"old", "client_id":"c", "client_secret":"s"}'

    expect(textWithLogin(before, { definition: acme, format: 'retently' }, tokens)).toStrictEqual(
      E.right(
        '{ "team" : 1.0,\n "refresh_token":"r-1", "client_id":"c", "client_secret":"s", "access_token" : "a-1", "token_expiry_date" : "2026-01-01T00:01:00.000Z"}',
      ),
    )
  })
})
