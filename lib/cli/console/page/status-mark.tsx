/** A status as a word with a sign, so that its colour says nothing that is not said otherwise. */
export const StatusMark = ({
  status,
  isAtWork = false,
}: {
  readonly status: string
  readonly isAtWork?: boolean
}) => (
  <span class={`status ${status}`}>
    <span aria-hidden="true">{SIGNS[status] ?? '?'}</span> {status}
    {isAtWork && ', at work'}
  </span>
)

const SIGNS: Readonly<Record<string, string>> = {
  reauthorize: '⚑',
  invalid: '✕',
  failing: '↻',
  unreadable: '?',
  new: '☆',
  active: '✓',
  paused: '‖',
  static: '–',
}
