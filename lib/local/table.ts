import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import dynalite from 'dynalite'

/** A DynamoDB on loopback with one table in it; `stop` may be called twice. */
export type LocalTable = {
  readonly origin: string
  readonly tableName: string
  readonly stop: () => Promise<void>
}

/**
 * Starts a DynamoDB with one on-demand table whose key is the string `id`, in memory unless a folder is given.
 *
 * Effect: listens on 127.0.0.1 at a port of the system's choice until `stop`.
 * Errors: rejects when the table cannot be made, which is a defect.
 */
export const startTable = async ({
  tableName = 'token-rotation',
  folder,
}: {
  readonly tableName?: string
  readonly folder?: string
} = {}): Promise<LocalTable> => {
  const server = dynalite({ createTableMs: 0, ...(folder === undefined ? {} : { path: folder }) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = originOf(server.address())
  await createTable(origin, tableName)
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()))
      server.closeAllConnections()
    })
  return {
    origin,
    tableName,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

const originOf = (address: AddressInfo | string | null): string => {
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  return `http://127.0.0.1:${address.port}`
}

const createTable = async (origin: string, TableName: string): Promise<void> => {
  if ((await call(origin, 'ListTables', {})).includes(JSON.stringify(TableName))) return
  await call(origin, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  // The table becomes ACTIVE a turn of the event loop later; until then it refuses writes.
  while (!(await call(origin, 'DescribeTable', { TableName })).includes('"ACTIVE"')) {}
}

/** Signed by nobody: dynalite wants to see the form of a signature and does not check it. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=local'

const call = async (origin: string, operation: string, input: object): Promise<string> => {
  const response = await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20200101T000000Z',
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(input),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`${operation} answered ${response.status}`)
  return body
}
