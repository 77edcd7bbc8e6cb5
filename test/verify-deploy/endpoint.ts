import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** An AWS endpoint on loopback. Shape: `changeSets` holds the parameters of every CreateChangeSet, oldest first. */
export type Endpoint = {
  readonly origin: string
  readonly changeSets: () => readonly ReadonlyMap<string, string>[]
  readonly stop: () => Promise<void>
}

/**
 * Stands before the emulator and answers as AWS does where the emulator is known not to, so that the CDK command
 * line can update a stack: a change set that is not there is `ChangeSetNotFound`, and may be deleted all the same.
 *
 * Effect: listens on 127.0.0.1 and passes everything on to `upstream`.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 */
export const startEndpoint = async (upstream: string): Promise<Endpoint> => {
  const changeSets: ReadonlyMap<string, string>[] = []
  const server = createServer(async (asked, answer) => {
    try {
      const body = await buffer(asked)
      const parameters = new Map(isForm(asked) ? new URLSearchParams(String(body)) : [])
      const action = parameters.get('Action')
      if (action === 'CreateChangeSet') changeSets.push(parameters)
      const { status, headers, text } = await passOn(upstream, asked, body)
      const mended = mend(action, status, String(text))
      if (mended === undefined) answer.writeHead(status, headers).end(text)
      else answer.writeHead(mended.status, { 'content-type': 'text/xml' }).end(mended.text)
    } catch {
      answer.writeHead(502).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    changeSets: () => changeSets,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const isForm = ({ headers }: IncomingMessage): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

/** The host stays the caller's: the emulator builds queue addresses from it. */
const passOn = async (upstream: string, asked: IncomingMessage, body: Buffer) => {
  const { 'transfer-encoding': _, ...headers } = asked.headers
  const forwarded = request(new URL(asked.url ?? '/', upstream), {
    method: asked.method,
    headers: { ...headers, connection: 'close', 'content-length': body.length },
  })
  forwarded.end(body)
  const [answered]: IncomingMessage[] = await once(forwarded, 'response')
  if (answered === undefined) throw new Error('expected an answer')
  return {
    status: answered.statusCode ?? 502,
    headers: answered.headers,
    text: await buffer(answered),
  }
}

const mend = (action: string | undefined, status: number, text: string) => {
  if (action === 'DescribeChangeSet' && status >= 400 && text.includes('does not exist'))
    return {
      status: 404,
      text: '<ErrorResponse><Error><Type>Sender</Type><Code>ChangeSetNotFound</Code><Message>no such change set</Message></Error></ErrorResponse>',
    }
  if (action === 'DeleteChangeSet' && status >= 500)
    return {
      status: 200,
      text: '<DeleteChangeSetResponse><DeleteChangeSetResult/></DeleteChangeSetResponse>',
    }
  return undefined
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
