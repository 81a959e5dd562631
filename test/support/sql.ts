import { MikroORM } from '@mikro-orm/postgresql'

/** Runs one statement on a connection of its own and gives its rows. Parameters are written `?`. */
export async function runSql<Row extends object>(url: string, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const pool = { min: 0, max: 1 }
  const orm = new MikroORM({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false }, pool })
  try {
    return await orm.em.getConnection().execute<Row[]>(sql, parameters)
  } finally {
    await orm.close(true)
  }
}
