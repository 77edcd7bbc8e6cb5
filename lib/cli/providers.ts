import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { ProviderDefinition } from '../provider/provider-definition.ts'
import { type Failure, inTrouble, runCommand, type Verdict } from './operator/fail.ts'
import { didYouMean } from './operator/nearest.ts'
import { jsonOption, operatorCommand } from './operator/operator-options.ts'
import {
  knownProviders,
  type ProviderOptions,
  providerOptions,
} from './operator/provider-options.ts'
import { PROVIDER_COLUMNS, providerCells, providerText } from './operator/provider-text.ts'
import { print } from './operator/say.ts'
import { searchProviders } from './operator/search-providers.ts'

type ProvidersOptions = ProviderOptions & { readonly json: boolean }

/** `token-rotation providers`: what is known of the providers; no AWS account is asked. */
export const providersCommand = (): Command =>
  providerOptions(
    jsonOption(
      operatorCommand('providers', 'search the providers that are known, or tell all about one', [
        'token-rotation providers',
        'token-rotation providers google',
        'token-rotation providers hubspot',
        'token-rotation providers hubspot --json',
      ]),
    ),
  )
    .argument('[words...]', 'an id, or words that id or name hold')
    .addHelpText('after', '\nExits with 1 if nothing is found.')
    .action((words: readonly string[], options: ProvidersOptions) =>
      runCommand(() => tell(words, options)),
    )

const tell = async (
  words: readonly string[],
  options: ProvidersOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const known = knownProviders(options)
  if (E.isLeft(known)) return known
  const one = words.length === 1 ? known.right.get(words[0]?.toLowerCase() ?? '') : undefined
  const found = one === undefined ? searchProviders(known.right, words) : [one]
  if (found.length === 0) {
    const wanted = words.join(' ')
    return E.left(inTrouble(`no provider ${wanted}${didYouMean(wanted, known.right.keys())}`))
  }
  if (options.json)
    for (const definition of found)
      await print(JSON.stringify(ProviderDefinition.encode(definition)))
  else if (one !== undefined) await print(providerText(one))
  else await printTable(found.map(providerCells))
  return E.right(0)
}

/** The columns that fit a line; all about one provider has room for the others. */
const printTable = async (rows: readonly (readonly string[])[]): Promise<void> => {
  const cells = [PROVIDER_COLUMNS, ...rows]
  const widths = PROVIDER_COLUMNS.map((_, i) =>
    Math.max(...cells.map((row) => row[i]?.length ?? 0)),
  )
  const shown = widths.slice(0, -1)
  for (const row of cells)
    await print(
      shown
        .map((width, i) => (row[i] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    )
}
