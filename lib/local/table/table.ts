import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { errorReply, outputReply } from '../gateway/gateway-reply.ts'
import { readRequest } from '../gateway/gateway-request.ts'
import type { Documents } from '../kept/documents.ts'
import { type ItemStore, itemStore } from './item-store.ts'

/** A DynamoDB on loopback with one table in it; `stop` may be called twice. */
export type LocalTable = {
  readonly origin: string
  readonly tableName: string
  readonly stop: () => Promise<void>
}

/**
 * How to start a table.
 *
 * Shape: `documents` keep its items, which end with the process without them.
 */
export type TableOptions = {
  readonly tableName?: string
  readonly documents?: Documents | undefined
}

/**
 * Starts a DynamoDB with one on-demand table whose key is the string `id`.
 *
 * Effect: listens on 127.0.0.1 at a port of the system's choice until `stop`. With documents, a call is answered when
 * its change survives the end of the process; one that cannot be kept answers 500 and is not made.
 * Errors: rejects when the table cannot be made, which is a defect.
 */
export const startTable = async ({
  tableName = 'token-rotation',
  documents,
}: TableOptions = {}): Promise<LocalTable> => {
  const store = itemStore()
  await createTable(store, tableName)
  if (documents !== undefined) await store.keep(tableName, documents)
  const server = createServer((request, response) => {
    serve(store, request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return {
    origin: `http://127.0.0.1:${address.port}`,
    tableName,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

const serve = async (
  store: ItemStore,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const request = await readRequest(incoming)
  const contentType = incoming.headers['content-type'] ?? 'application/x-amz-json-1.0'
  const answer = E.isLeft(request)
    ? request
    : await store.call(request.right.operation, request.right.input)
  const reply = pipe(
    answer,
    E.match(
      (error) => errorReply(error, contentType),
      (output) => outputReply(output, contentType),
    ),
  )
  response.writeHead(reply.status, reply.headers)
  response.end(reply.body)
}

const Described = t.type({ Table: t.type({ TableStatus: t.string }) })

const createTable = async (store: ItemStore, TableName: string): Promise<void> => {
  const created = await store.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  if (E.isLeft(created)) throw new Error(`CreateTable answered ${created.left.code}`)
  // The table becomes ACTIVE a turn of the event loop later; until then it refuses writes.
  const isActive = async (): Promise<boolean> => {
    const described = await store.call('DescribeTable', { TableName })
    return pipe(
      described,
      E.exists((output) => Described.is(output) && output.Table.TableStatus === 'ACTIVE'),
    )
  }
  while (!(await isActive())) {}
}
