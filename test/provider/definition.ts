import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { decodeProviders } from '../../lib/provider/provider-file.ts'

/** The provider definition that these fields give in a custom file, with all defaults filled in. */
export const definition = (fields: Readonly<Record<string, unknown>> = {}): ProviderDefinition => {
  const known = { id: 'acme', name: 'Acme', tokenUrl: 'https://auth.acme.com/token', ...fields }
  const [decoded] = pipe(
    decodeProviders(JSON.stringify([known])),
    E.getOrElseW((problems) => {
      throw new Error(problems.join('; '))
    }),
  )
  if (decoded === undefined) throw new Error('expected one definition')
  return decoded
}
