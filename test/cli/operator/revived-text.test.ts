import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { revivedText } from '../../../lib/cli/operator/revived-text.ts'
import { ProviderDefinition } from '../../../lib/provider/provider-definition.ts'

const settings = (fields: Readonly<Record<string, string>> = {}) => {
  const definition = ProviderDefinition.decode({
    id: 'acme',
    name: 'Acme',
    tokenUrl: 'https://acme.example.com/token',
    ...fields,
  })
  if (E.isLeft(definition)) throw new Error('expected a definition')
  return { definition: definition.right, format: undefined }
}

const revival = (stored: string, given: string) => ({
  stored,
  secretName: 'a/b',
  given,
  place: 'answer.json',
})

describe('when new tokens come in another format than the secret has', () => {
  it('writes them in the format of the secret, and leaves every other byte', () => {
    const stored =
      '{\n\t"accessToken": "planted-old", "refreshToken":"planted-old", "issuedAt": "2026-01-01T00:00:00Z",\n\t"expiresIn": 60, "id": 12345678901234567890 , "scale":1.0 }'
    const given =
      '{"access_token":"planted-a","refresh_token":"planted-r","token_expiry_date":"2026-03-01T00:00:00Z","client_id":"c"}'

    expect(revivedText(revival(stored, given), settings())).toStrictEqual(
      E.right(
        '{\n\t"accessToken": "planted-a", "refreshToken":"planted-r", "issuedAt": null,\n\t"expiresIn": null, "id": 12345678901234567890 , "scale":1.0 }',
      ),
    )
  })
})

describe('when the secret cannot be revived', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'its text cannot be read',
      '{"refresh_token":"planted-r","issued_at":"planted-date"}',
      {},
      'secret a/b: issued_at: expected an ISO 8601 date-time; to replace its whole text: token-rotation add --adopt --from',
    ],
    [
      "its grant is the client's own",
      '{"access_token":"planted-old","issued_at":null}',
      { grant: 'client_credentials' },
      "answer.json: expected a credential that a person consents to, and those of Acme are the client's own",
    ],
  ])('says why where %s', (_, stored, fields, message) => {
    const given = '{"access_token":"planted-a","refresh_token":"planted-r2"}'

    expect(revivedText(revival(stored, given), settings(fields))).toStrictEqual(E.left(message))
  })
})
