import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { convertedCredential } from '../../../lib/cli/operator/converted-credential.ts'
import { formatOf, formats } from '../../../lib/credential/formats.ts'
import { readStored, type StoredCredential } from '../../../lib/credential/stored-credential.ts'

const NOW = new Date('2026-01-02T03:04:05.000Z')
const END = new Date('2026-01-02T09:04:05.000Z')

const read = (text: string): StoredCredential => {
  const stored = readStored(text, { tagged: undefined, providerDefault: undefined })
  if (E.isLeft(stored)) throw new Error('expected a credential')
  return stored.right
}

const stored = read(
  `{"client_id":"c","client_secret":"planted-s","access_token":"planted-a","refresh_token":"planted-r","token_expiry_date":"${END.toISOString()}","mine":1.0}`,
)

/** Of these a reader needs an account, an installation or a key of a cache, which no credential tells. */
const NOT_MADE = ['msal-cache']

describe('when a credential is converted', () => {
  it.each(formats.map(({ id }) => id).filter((id) => !NOT_MADE.includes(id)))(
    'has in %s the same tokens, and the same end of the access token where it says one',
    (id) => {
      const converted = convertedCredential(stored, id, NOW)
      const text = E.isRight(converted) ? converted.right.text : ''
      const again = formatOf(id).decode(JSON.parse(text))
      const isEndLeftOut =
        E.isRight(converted) && converted.right.leftOut.includes('the end of the access token')

      expect(again).toMatchObject({
        right: {
          accessToken: 'planted-a',
          refreshToken: 'planted-r',
          expiresAt: isEndLeftOut ? undefined : END,
        },
      })
    },
  )

  it.each(NOT_MADE)('is refused in %s', (id) => {
    const target = formats.find((format) => format.id === id)?.id ?? 'credentials'

    expect(convertedCredential(stored, target, NOW)).toStrictEqual(
      E.left(
        `--format: expected a format that can be made from the credential alone; ${id} holds more than that`,
      ),
    )
  })

  it('leaves the end of the access token out of no format', () => {
    const without = formats.filter(({ id }) => {
      const converted = convertedCredential(stored, id, NOW)
      return E.isRight(converted) && converted.right.leftOut.includes('the end of the access token')
    })

    expect(without.map(({ id }) => id)).toStrictEqual([])
  })

  it('stays in its own format byte for byte', () => {
    expect(convertedCredential(stored, 'smartsheets', NOW)).toStrictEqual(
      E.right({ text: stored.text, leftOut: [] }),
    )
  })

  it('is never told to live longer than it does where its token is over', () => {
    const over = read(stored.text.replace(END.toISOString(), '2026-01-01T00:00:00.000Z'))
    const converted = convertedCredential(over, 'apideck-import', NOW)

    expect(E.isRight(converted) && JSON.parse(converted.right.text).credentials).toMatchObject({
      issued_at: '2026-01-01T00:00:00.000Z',
      expires_in: 0,
    })
  })
})
