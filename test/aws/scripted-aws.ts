import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'

/** An AWS service that gives the answers it is told to, for states that no embedded service reaches. */
export type ScriptedAws = {
  /** What an SDK client is built with to reach it; it does not try again. */
  readonly config: {
    readonly endpoint: string
    readonly region: string
    readonly maxAttempts: 1
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** The input of every call so far. */
  readonly inputs: readonly unknown[]
  readonly stop: () => Promise<void>
}

/** Starts a service on loopback that answers 200 with one output after the other, the last one again and again. */
export const startScriptedAws = async (
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1',
  outputs: readonly [object, ...object[]],
): Promise<ScriptedAws> => {
  const inputs: unknown[] = []
  const server = createServer(async (request, response) => {
    inputs.push(await json(request))
    response.writeHead(200, { 'content-type': contentType })
    response.end(JSON.stringify(outputs[inputs.length - 1] ?? outputs.at(-1)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-central-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    inputs,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
