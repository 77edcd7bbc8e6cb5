import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { LocalWorld } from '../run-local.ts'
import { startConsole } from './console-server.ts'
import { localSubject } from './local-subject.ts'
import { pageFiles } from './page-files.ts'

/**
 * Serves the console of a local account as long as the account is there, and greets with its link.
 *
 * Shape: `dist` is the folder of the build; `port` is the system's choice unless given.
 * Effect: stops the account when the console cannot be had.
 * Errors: one line, when the port is taken or the build is missing.
 */
export const withConsole = async (
  world: LocalWorld,
  { dist, port }: { readonly dist: string; readonly port?: number | undefined },
): Promise<E.Either<string, LocalWorld>> => {
  const { account } = world
  const subject = localSubject(account, world)
  const started = await pipe(
    TE.fromEither(pageFiles(dist)),
    TE.flatMap((files) => () => startConsole(subject, { files, port })),
  )()
  if (E.isLeft(started)) {
    subject.deployment.close()
    await account.stop()
    return started
  }
  const { url, stop } = started.right
  return E.right({
    ...world,
    greeting: [...world.greeting, `console: ${url}`],
    account: {
      ...account,
      stop: async () => {
        await stop()
        subject.deployment.close()
        await account.stop()
      },
    },
  })
}
