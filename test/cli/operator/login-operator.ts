import { fieldsOf, type LoginServer, startLoginServer } from '../../provider/login/login-server.ts'
import { type CommandRun, type Operator, startOperator } from './operator-cli.ts'

/** An operator at a demo account beside a server at which people log in; a client for it is stored. */
export type LoginOperator = Operator & {
  readonly logins: LoginServer
  /** Begins `token-rotation authorize`; `address` is what it asks a person to open. */
  readonly begin: (...words: readonly string[]) => Promise<BegunLogin>
  /** The secrets of the server and the account that something said. */
  readonly spilled: (words: string) => readonly string[]
  readonly names: () => readonly string[]
}

/** A login that waits for a person. */
export type BegunLogin = {
  readonly address: string
  readonly said: string
  readonly child: ReturnType<Operator['start']>
  readonly ended: Promise<CommandRun>
}

/** The client of every login here, in the format of its secret. */
export const CLIENT = { client_id: 'desk', client_secret: 'planted-client-secret' }

/** Starts both. Shape: `fields` are more of the definition `desk`, which leads to the server. */
export const startLoginOperator = async (
  fields: Readonly<Record<string, unknown>> = {},
): Promise<LoginOperator> => {
  const logins = await startLoginServer([{ client_id: CLIENT.client_id }])
  const operator = await startOperator()
  const desk = { name: 'Desk', ...fieldsOf(logins), ...fields }
  const file = operator.file(
    'logins.json',
    JSON.stringify([
      { ...desk, id: 'desk' },
      { ...desk, id: 'retently', defaultFormat: 'retently' },
    ]),
  )
  operator.account.secretsManager.operations.CreateSecret?.({
    Name: 'token-rotation/clients/desk',
    ClientRequestToken: crypto.randomUUID(),
    SecretString: JSON.stringify(CLIENT),
  })
  return {
    ...operator,
    logins,
    begin: async (...words) => {
      const child = operator.start(['authorize', ...words, '--providers', file])
      const ended = operator.end(child)
      const said = await Promise.race([
        firstWords(child.stderr, / {2}(or open )?http\S+\n/),
        ended.then(({ stdout, stderr }) => stdout + stderr),
      ])
      const [address] = /(?<= {2}(or open )?)http\S+(?=\n)/.exec(said) ?? []
      if (address === undefined) throw new Error(`expected an address to open, not: ${said}`)
      return { address, said, child, ended }
    },
    spilled: (words) =>
      [...logins.secrets, CLIENT.client_secret].filter((secret) => words.includes(secret)),
    names: () => operator.account.secretsManager.snapshot().map(({ name }) => name),
    stop: async () => {
      await logins.stop()
      await operator.stop()
    },
  }
}

/** What a process says until something is in it. */
const firstWords = (stream: NodeJS.ReadableStream, wanted: RegExp): Promise<string> =>
  new Promise((resolve) => {
    let words = ''
    stream.on('data', (chunk) => {
      words += String(chunk)
      if (wanted.test(words)) resolve(words)
    })
  })
