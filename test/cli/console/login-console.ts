import * as E from 'fp-ts/Either'
import type { Providers } from '../../../lib/provider/provider-definition.ts'
import { byId, decodeProviders } from '../../../lib/provider/provider-file.ts'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { fieldsOf, startLoginServer } from '../../provider/login/login-server.ts'
import { CLIENT } from '../operator/login-operator.ts'
import { type ConsoleDemo, startConsoleDemo } from './console-demo.ts'

/** The credential of the demo that a person has to log in for. */
export const REFUSED = 'retently/former-admin'

/** The provider of `REFUSED` as it is where nobody knows its login page. */
export const withoutLoginPage = (): Providers =>
  definitionOf({
    tokenUrl: 'http://127.0.0.1:1/token',
    clientAuth: ['client_secret_post'],
  })

const definitionOf = (fields: Readonly<Record<string, unknown>>): Providers => {
  const decoded = decodeProviders(
    JSON.stringify([{ ...fields, id: 'retently', name: 'Desk', defaultFormat: 'retently' }]),
  )
  if (E.isLeft(decoded)) throw new Error(decoded.left.join('; '))
  return byId(decoded.right)
}

/** Puts the client of `REFUSED` into a secret of its own; by default the one it has, which may log in on any free port. */
export const giveClient = (
  { account }: Pick<ConsoleDemo, 'account'>,
  client?: Readonly<Record<string, string>>,
): void => {
  const { operations } = account.secretsManager
  const { client_id, client_secret, ...kept } = JSON.parse(currentText(account, REFUSED))
  const own = { client_id, client_secret, redirect_uri: 'http://127.0.0.1:0/callback' }
  operations.CreateSecret?.({
    Name: 'token-rotation/clients/retently',
    ClientRequestToken: crypto.randomUUID(),
    SecretString: JSON.stringify(client ?? own),
  })
  operations.PutSecretValue?.({
    SecretId: secretNamed(account, REFUSED).arn,
    ClientRequestToken: crypto.randomUUID(),
    SecretString: JSON.stringify(kept),
  })
}

/**
 * A console beside a server at which people log in for `REFUSED`; its client is in a secret of its own.
 *
 * Shape: `redirectUri` is the client's; by default any free port of this machine.
 */
export const startLoginConsole = async (redirectUri = 'http://127.0.0.1:0/callback') => {
  const logins = await startLoginServer([{ client_id: CLIENT.client_id }])
  const demo = await startConsoleDemo({ providers: definitionOf(fieldsOf(logins)) })
  giveClient(demo, { ...CLIENT, redirect_uri: redirectUri })
  const progress = async () => (await demo.ask(`login?name=${encodeURIComponent(REFUSED)}`)).answer
  return {
    ...demo,
    logins,
    progress,
    /** Asks how far the login is until it is over. */
    over: async () => {
      for (;;) {
        const answer = await progress()
        if (!['waiting', 'storing'].includes(answer.state)) return answer
      }
    },
    /** The secrets of the login that were said in some words, or anywhere by the console. */
    spilled: (words = ''): readonly string[] =>
      [...logins.secrets, CLIENT.client_secret].filter((secret) =>
        `${demo.said()}\n${words}`.includes(secret),
      ),
    stop: async () => {
      await demo.stop()
      await logins.stop()
    },
  }
}
export type LoginConsole = Awaited<ReturnType<typeof startLoginConsole>>
