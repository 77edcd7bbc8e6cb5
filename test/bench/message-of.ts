import type { DueSecret } from './refresh-account.ts'

/** What Rotate is invoked with for a credential; the fields that neither it nor a bare handler reads are left out. */
export const messageOf = ({ secretArn, versionId }: DueSecret) => ({
  Records: [
    { messageId: 'bench', body: JSON.stringify({ kind: 'refresh', secretArn, versionId }) },
  ],
})
