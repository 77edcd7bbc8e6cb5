/** The id of the item in the ledger's table in which sweeps leave a walk for each other; no secret has such an ARN. */
export const WALK_ITEM_ID = 'sweep#walk'
