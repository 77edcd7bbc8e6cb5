import * as E from 'fp-ts/Either'
import type { Providers } from '../../provider/provider-definition.ts'
import { type Failure, inTrouble } from '../operator/fail.ts'
import { PROVIDER_COLUMNS, providerCells, providerText } from '../operator/provider-text.ts'
import { searchProviders } from '../operator/search-providers.ts'
import type { ProviderAnswer, ProvidersAnswer } from './page-data.ts'

/** Answers with every provider that is known. */
export const providersAnswer = (providers: Providers): ProvidersAnswer => ({
  columns: PROVIDER_COLUMNS,
  entries: searchProviders(providers, []).map((definition) => {
    const [id = '', name = '', ...facts] = providerCells(definition)
    return { id, name, facts }
  }),
})

/** Answers with all about one provider. Errors: exit code 1 when it is not known. */
export const providerAnswer = (
  providers: Providers,
  id: string,
): E.Either<Failure, ProviderAnswer> => {
  const definition = providers.get(id)
  return definition === undefined
    ? E.left(inTrouble(`no provider ${id}`))
    : E.right({ id, name: definition.name, lines: providerText(definition).split('\n').slice(1) })
}
