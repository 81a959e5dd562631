import { MikroORM } from '@mikro-orm/postgresql'
import { databaseConfig } from './config.ts'

const HEADER = `-- The schema of the tracking database as the migrations leave it, read from the catalogue.
-- Made by "npm run db:schema"; reviewed in diffs; never run. The queue's own schema belongs to pg-boss.`

/**
 * The schema `public` of a database as SQL text, in one order whatever the order of its making: domains, functions, then each
 * table with its columns, constraints, indexes, triggers, comments and grants.
 * @param url a connection that may read the catalogue
 */
export async function dumpSchema(url: string): Promise<string> {
  const orm = await MikroORM.init({ ...databaseConfig({ url, maxConnections: 1 }), allowGlobalContext: true })
  try {
    const read = async (sql: string) => (await orm.em.execute<{ text: string }[]>(sql)).map((row) => row.text)
    const parts = [...(await read(DOMAINS)), ...(await read(FUNCTIONS)), ...(await read(TABLES))]
    return `${[HEADER, ...parts].join('\n\n')}\n`
  } finally {
    await orm.close()
  }
}

const DOMAINS = `
select format('create domain %I as %s%s%s;', domain.typname, format_type(domain.typbasetype, domain.typtypmod),
  case when domain.typcollation <> base.typcollation
    then (select format(' collate %I', collname) from pg_collation where oid = domain.typcollation) else '' end,
  (select string_agg(format(E'\\n  constraint %I %s', conname, pg_get_constraintdef(oid)), '' order by conname)
    from pg_constraint where contypid = domain.oid)) as text
from pg_type as domain
join pg_type as base on base.oid = domain.typbasetype
where domain.typnamespace = 'public'::regnamespace and domain.typtype = 'd'
order by domain.typname`

const FUNCTIONS = `
select trim(trailing E'\\n' from pg_get_functiondef(oid)) || ';'
  || coalesce((
    select string_agg(format(E'\\ngrant execute on function %s to %I;', pg_proc.oid::regprocedure, grantee.rolname), '')
    from aclexplode(proacl) as acl
    join pg_roles as grantee on grantee.oid = acl.grantee
    where acl.grantee <> proowner), '') as text
from pg_proc
where pronamespace = 'public'::regnamespace
order by proname`

const COLUMNS = `
  select string_agg(format('  %I %s%s%s%s', attname, format_type(atttypid, atttypmod),
    case when attcollation <> type.typcollation
      then (select format(' collate %I', collname) from pg_collation where oid = attcollation) else '' end,
    case
      when attidentity = 'a' then ' generated always as identity'
      when attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(adbin, adrelid))
      when adbin is not null then ' default ' || pg_get_expr(adbin, adrelid)
      else '' end,
    case when attnotnull then ' not null' else '' end), E',\\n' order by attnum)
  from pg_attribute
  join pg_type as type on type.oid = atttypid
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = class.oid and attnum > 0 and not attisdropped`

/** A column that may not be null says so itself; since version 18 the catalogue lists it as a constraint as well. */
const CONSTRAINTS = `
  select string_agg(format(E',\\n  constraint %I %s', conname, pg_get_constraintdef(oid)), '' order by contype desc, conname)
  from pg_constraint
  where conrelid = class.oid and contype <> 'n'`

const INDEXES = `
  select string_agg(E'\\n' || pg_get_indexdef(indexrelid) || ';'
    || coalesce(format(E'\\ncomment on index %s is %L;', indexrelid::regclass, obj_description(indexrelid)), ''),
    '' order by indexrelid::regclass::text)
  from pg_index
  where indrelid = class.oid and not exists (select from pg_constraint where conindid = indexrelid)`

const TRIGGERS = `
  select string_agg(E'\\n' || pg_get_triggerdef(oid) || ';', '' order by tgname)
  from pg_trigger
  where tgrelid = class.oid and not tgisinternal`

const COMMENTS = `
  select string_agg(format(E'\\ncomment on column %I.%I is %L;', relname, attname, col_description(class.oid, attnum)),
    '' order by attnum)
  from pg_attribute
  where attrelid = class.oid and col_description(class.oid, attnum) is not null`

const TABLE_GRANTS = `
  select string_agg(format(E'\\ngrant %s on %I to %I;', privileges, relname, rolname), '' order by rolname)
  from (
    select grantee.rolname, string_agg(lower(privilege_type), ', ' order by privilege_type) as privileges
    from aclexplode(relacl) as acl
    join pg_roles as grantee on grantee.oid = acl.grantee
    where acl.grantee <> relowner
    group by grantee.rolname
  ) as granted`

const COLUMN_GRANTS = `
  select string_agg(format(E'\\ngrant update (%s) on %I to %I;', columns, relname, rolname), '' order by rolname)
  from (
    select grantee.rolname, string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_attribute
    cross join lateral aclexplode(attacl) as acl
    join pg_roles as grantee on grantee.oid = acl.grantee
    where attrelid = class.oid and acl.privilege_type = 'UPDATE' and acl.grantee <> relowner
    group by grantee.rolname
  ) as granted`

const TABLES = `
select format(E'create table %I (\\n%s%s\\n)%s;%s%s%s%s%s', relname, (${COLUMNS}), (${CONSTRAINTS}),
  coalesce(' with (' || array_to_string(reloptions, ', ') || ')', ''),
  (${INDEXES}), (${TRIGGERS}), (${COMMENTS}), (${TABLE_GRANTS}), (${COLUMN_GRANTS})) as text
from pg_class as class
where relnamespace = 'public'::regnamespace and relkind = 'r'
order by relname`
