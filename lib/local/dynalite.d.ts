declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** Makes an HTTP server that answers as DynamoDB, in memory unless `path` is given. */
  function dynalite(options?: { readonly createTableMs?: number; readonly path?: string }): Server
  export = dynalite
}
