/** The planned items of batch `$1`, as `item`: a batch names them by ranges of record ids within Accounts. */
export const ITEMS_OF_BATCH = `
  from batches as batch
  join batch_parts as part on part.batch_id = batch.id
  join run_items as item on item.run_id = batch.run_id and item.account_id = part.account_id
    and item.record_id between part.first_record_id and part.last_record_id
  where batch.id = $1 and item.left_out_reason is null`
