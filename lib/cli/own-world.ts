import { realpathSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { AccountOptions } from '../local/account.ts'
import { startOwnAccount } from '../local/own-account.ts'
import { openSecretsFile } from '../local/secrets-file/secrets-file.ts'
import { loadProviders } from '../provider/load-providers.ts'
import { byId, encodeProviders } from '../provider/provider-file.ts'
import type { LocalOptions } from './local.ts'
import type { LocalWorld } from './run-local.ts'
import { startInFolder } from './start-in-folder.ts'

const SWEEP_MINUTES = 1

/** The reader's own credentials, at their real providers. Errors: one sentence. */
export const ownWorld = async (
  options: LocalOptions & { readonly secrets: string },
  { dist, log }: Pick<AccountOptions, 'dist' | 'log'>,
): Promise<E.Either<string, LocalWorld>> => {
  const { secrets: path, loopbackTokenUrls, port, sweepMinutes = SWEEP_MINUTES } = options
  const opened = pipe(
    E.Do,
    E.apS('file', openSecretsFile(path)),
    E.bind('providers', () => loadProviders({ file: options.providers, loopbackTokenUrls })),
  )
  if (E.isLeft(opened)) return opened
  const { file, providers } = opened.right
  // beside the file itself, whatever links lead to it, so that its lock keeps everybody else away from the file
  const state = `${realpathSync(path)}.state`
  const started = await startInFolder({ folder: state, purpose: 'own credentials', port }, (data) =>
    startOwnAccount({
      dist,
      log,
      file,
      data,
      port,
      loopbackTokenUrls,
      sweepMinutes,
      providers: encodeProviders(providers),
      tell: console.error,
    }),
  )
  return pipe(
    started,
    E.map((account) => ({
      account,
      greeting: [`credentials of ${path}; what must be remembered is kept in ${state}`],
      sweepMinutes,
      providers: byId(providers),
      refreshed: () => `${refreshesOf(account.eventBridge.events())} refreshed`,
    })),
  )
}

const refreshesOf = (events: readonly { readonly detailType: string }[]): number =>
  events.filter(({ detailType }) => detailType === 'Token Refreshed').length
