import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** Every hundredth secret is due. */
const DUE_EVERY = 100

/**
 * An account on loopback whose secrets are made up as they are asked for, so that half a million cost no memory. Shape:
 * `calls` counts by operation; the reads of credentials' items and of other items are told apart.
 */
export type MadeUpAccount = {
  readonly origin: string
  readonly calls: ReadonlyMap<string, number>
  readonly stop: () => Promise<void>
}

/** Starts an account with so many secrets of one provider. An operation that no sweep needs is refused, and counted. */
export const startMadeUpAccount = async (secrets: number): Promise<MadeUpAccount> => {
  const calls = new Map<string, number>()
  const answers: Readonly<Record<string, (body: string) => string>> = {
    ListSecrets: (body) => listAnswer(secrets, body),
    BatchGetItem: batchAnswer,
    GetItem: () => '{}',
    PutItem: () => '{}',
    GetQueueAttributes: () => '{"Attributes":{"ApproximateNumberOfMessages":"0"}}',
    SendMessageBatch: sendAnswer,
  }
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    const body = await text(request)
    const name =
      operation === 'BatchGetItem' && !body.includes('"arn:') ? 'BatchGetItem, other' : operation
    calls.set(name, (calls.get(name) ?? 0) + 1)
    const answer = answers[operation]
    response.writeHead(answer === undefined ? 400 : 200, {
      'content-type': String(request.headers['content-type']),
    })
    response.end(answer?.(body) ?? '{"__type":"AccessDeniedException"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const listAnswer = (secrets: number, body: string): string => {
  const first = Number(/"NextToken":"(\d+)"/.exec(body)?.[1] ?? 0)
  const entries = Array.from({ length: Math.min(100, secrets - first) }, (_, n) => entry(first + n))
  const next = first + 100 < secrets ? `,"NextToken":"${first + 100}"` : ''
  return `{"SecretList":[${entries.join(',')}]${next}}`
}

const entry = (n: number): string =>
  `{"ARN":"${ARN}${n}","Name":"fleet/${n}","Description":"credentials of customer ${n}",` +
  `"CreatedDate":1760000000.123,"LastChangedDate":1772000000.123,"LastAccessedDate":1771977600,` +
  `"Tags":[{"Key":"token-rotation:provider","Value":"acme"},{"Key":"team","Value":"crm"}],` +
  `"SecretVersionsToStages":{"${version(n)}":["AWSCURRENT"],"${version(n + 1)}":["AWSPREVIOUS"]}}`

const batchAnswer = (body: string): string => {
  const found = [...body.matchAll(/"S":"arn:[^"]*-(\d+)"/g)].map(([, n]) => item(Number(n)))
  return `{"Responses":{"token-rotation":[${found.join(',')}]},"UnprocessedKeys":{}}`
}

const item = (n: number): string => {
  const fields = {
    id: `${ARN}${n}`,
    name: `fleet/${n}`,
    provider: 'acme',
    format: 'credentials',
    policy: '{"provider":"acme"}',
    status: 'active',
    version: version(n),
    base: version(n + 1),
    newest: version(n),
    nextAt: inSeconds(n % DUE_EVERY === 0 ? 60 : 7200),
    expiresAt: inSeconds(9000),
    refreshedAt: inSeconds(-3600),
  }
  const attributes = Object.entries(fields).map(
    ([name, value]) => `"${name}":{"S":${JSON.stringify(value)}}`,
  )
  return `{"layout":{"N":"1"},${attributes.join(',')}}`
}

/** The SDK compares the digest. */
const sendAnswer = (body: string): string => {
  const entries: readonly { readonly Id: string; readonly MessageBody: string }[] =
    JSON.parse(body).Entries
  return JSON.stringify({
    Successful: entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    })),
    Failed: [],
  })
}

const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:fleet-'

const version = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()
