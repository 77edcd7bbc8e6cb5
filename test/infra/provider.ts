import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { decodeProviders } from '../../lib/provider/provider-file.ts'

/** The provider definition that a custom file with these fields gives. */
export const provider = (fields: {
  readonly id: string
  readonly accessTokenLifetimeSeconds?: number
}): ProviderDefinition => {
  const definition = { name: 'Acme', tokenUrl: 'https://auth.acme.example/token', ...fields }
  const [decoded] = pipe(
    decodeProviders(JSON.stringify([definition])),
    E.getOrElseW((problems) => {
      throw new Error(problems.join('; '))
    }),
  )
  if (decoded === undefined) throw new Error('expected one definition')
  return decoded
}
