/** Says that an answer is on its way, or why there is none. Nothing is shown when all is well. */
export const PageState = ({
  isKnown,
  problem,
}: {
  readonly isKnown: boolean
  readonly problem: string | undefined
}) => {
  if (problem !== undefined)
    return (
      <p class="problem" role="alert">
        {problem}
      </p>
    )
  return isKnown ? null : <p role="status">Reading …</p>
}
