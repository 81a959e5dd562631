-- The schema of the tracking database as the migrations leave it, read from the catalogue.
-- Made by "npm run db:schema"; reviewed in diffs; never run. The queue's own schema belongs to pg-boss.

create domain salesforce_id as text collate "C"
  constraint salesforce_ids_have_18_characters CHECK ((length(VALUE) = 18));

CREATE OR REPLACE FUNCTION public.count_added_accounts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta)
        select 'accounts', 'known', count(*) from added having count(*) > 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_added_file_records()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta) 
        with net as (
          select
            account_id,
            coalesce(word, 'out:' || out_of_scope_reason) as counter,
            word is not null and copy_state = 'verified' as is_verified,
            sum(sign) as records,
            coalesce(sum(sign * object_size_bytes), 0) as bytes
          from (select 1 as sign, added.* from added) as rows
          group by 1, 2, 3
          having sum(sign) <> 0 or coalesce(sum(sign * object_size_bytes), 0) <> 0
        )
        select subject, counted.counter, sum(amount)
        from net
        cross join lateral (values ('all'), ('account:' || account_id)) as subjects (subject)
        cross join lateral (values
          (net.counter, records),
          ('verified_copies', case when is_verified then records end),
          ('verified_bytes', case when is_verified then bytes end)) as counted (counter, amount)
        where subject is not null
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_added_run_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta) 
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            sum(sign) as items
          from (select 1 as sign, added.* from added) as rows
          group by 1, 2
          having sum(sign) <> 0
        )
        select 'run:' || run_id, counted.counter, sum(amount)
        from net
        cross join lateral (values
          (net.counter, items),
          ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount)
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_changed_file_records()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta) 
        with net as (
          select
            account_id,
            coalesce(word, 'out:' || out_of_scope_reason) as counter,
            word is not null and copy_state = 'verified' as is_verified,
            sum(sign) as records,
            coalesce(sum(sign * object_size_bytes), 0) as bytes
          from (select 1 as sign, added.* from added union all select -1 as sign, removed.* from removed) as rows
          group by 1, 2, 3
          having sum(sign) <> 0 or coalesce(sum(sign * object_size_bytes), 0) <> 0
        )
        select subject, counted.counter, sum(amount)
        from net
        cross join lateral (values ('all'), ('account:' || account_id)) as subjects (subject)
        cross join lateral (values
          (net.counter, records),
          ('verified_copies', case when is_verified then records end),
          ('verified_bytes', case when is_verified then bytes end)) as counted (counter, amount)
        where subject is not null
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_changed_run_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta)
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            date_trunc('hour', settled_at, 'UTC') as hour,
            sum(sign) as items
          from (select 1 as sign, added.* from added union all select -1 as sign, removed.* from removed) as rows
          group by 1, 2, 3
          having sum(sign) <> 0
        )
        select subject, counter, sum(amount) from (
          select 'run:' || run_id as subject, counted.counter, amount
          from net
          cross join lateral (values
            (net.counter, items),
            ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount) union all 
          select
            'hour:' || to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"'),
            run.operation || ':' || net.counter,
            items
          from net
          join runs as run on run.id = net.run_id
          where hour is not null) as parts
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_removed_file_records()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta) 
        with net as (
          select
            account_id,
            coalesce(word, 'out:' || out_of_scope_reason) as counter,
            word is not null and copy_state = 'verified' as is_verified,
            sum(sign) as records,
            coalesce(sum(sign * object_size_bytes), 0) as bytes
          from (select -1 as sign, removed.* from removed) as rows
          group by 1, 2, 3
          having sum(sign) <> 0 or coalesce(sum(sign * object_size_bytes), 0) <> 0
        )
        select subject, counted.counter, sum(amount)
        from net
        cross join lateral (values ('all'), ('account:' || account_id)) as subjects (subject)
        cross join lateral (values
          (net.counter, records),
          ('verified_copies', case when is_verified then records end),
          ('verified_bytes', case when is_verified then bytes end)) as counted (counter, amount)
        where subject is not null
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.count_removed_run_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta)
        with net as (
          select
            run_id,
            case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end as counter,
            sum(sign) as items
          from (select -1 as sign, removed.* from removed) as rows
          where run_id not in (select id from runs where archived_at is not null)
          group by 1, 2
          having sum(sign) <> 0
        )
        select 'run:' || run_id, counted.counter, sum(amount)
        from net
        cross join lateral (values
          (net.counter, items),
          ('planned', case when net.counter <> 'left_out' then items end)) as counted (counter, amount)
        group by 1, 2
        having sum(amount) <> 0;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.extension_of(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((strpos(name, '.'::text) > 0) AND (length(split_part(name, '.'::text, '-1'::integer)) <= 10) AND (split_part(name, '.'::text, '-1'::integer) ~ '^[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*$'::text)) THEN lower((split_part(name, '.'::text, '-1'::integer) COLLATE "C")) ELSE NULL::text END;

CREATE OR REPLACE FUNCTION public.note_account_activity()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
AS $function$
      begin
        insert into counter_deltas (subject, counter, delta, at)
        select 'account:' || added.account_id, 'activity', 0, clock_timestamp()
        from added
        join removed using (record_id)
        where added.account_id is not null
          and (added.word, added.verified_at, added.failed_at)
            is distinct from (removed.word, removed.verified_at, removed.failed_at)
        group by added.account_id;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.note_run_events()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
      begin
        insert into run_events (run_id, at, kind, detail)
        select new.id, clock_timestamp(), kind, jsonb_build_object('number', new.number, 'operation', new.operation, 'state', new.state,
          'isDryRun', new.is_dry_run, 'stopCode', new.stop_code, 'stopSentence', new.stop_sentence)
        from (values
          (1, 'run.created', tg_op = 'INSERT'),
          (2, 'run.planned', old.plan_hash is null and new.plan_hash is not null),
          (3, 'run.approved', old.approved_at is null and new.approved_at is not null),
          (4, 'run.resumed', old.state in ('halted', 'paused') and new.state in ('approved', 'running', 'planned')),
          (5, 'run.started', old.started_at is null and new.started_at is not null),
          (6, 'run.halted', new.state = 'halted' and old.state is distinct from 'halted'),
          (6, 'run.paused', new.state = 'paused' and old.state is distinct from 'paused'),
          (7, 'run.ended', old.ended_at is null and new.ended_at is not null)) as possible (step, kind, has_happened)
        where has_happened
        order by step;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.queue_webhook_deliveries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
      begin
        insert into webhook_deliveries (id, webhook_id, event_number, kind, created_at, next_attempt_at)
        select gen_random_uuid(), id, new.number, new.kind, new.at, new.at
        from webhooks
        where deleted_at is null and new.kind = any(events);
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.refresh_run_item_statistics()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
      begin
        analyze public.run_items;
      end $function$;
grant execute on function refresh_run_item_statistics() to doclift_app;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'Table % is append-only: % is refused.', tg_table_name, lower(tg_op)
          using errcode = 'restrict_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_other_before_image()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'The before-image of record % in run % stays as it is.', old.record_id, old.run_id
          using errcode = 'restrict_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_other_first_seen()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'What was first seen of record % stays as it is.', old.record_id
          using errcode = 'restrict_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_other_plan()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if exists (select from runs where plan_hash is not null and id in (select run_id from touched) and (tg_op <> 'DELETE' or archived_at is null)) then
          raise exception 'The plan of a run stays as it was hashed: % of items is refused.', lower(tg_op)
            using errcode = 'restrict_violation';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.resolve_drift()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_nestloop TO 'off'
AS $function$
      declare
        touched text[];
      begin
        if not exists (select from drift where resolved_at is null) then
          return null;
        end if;
        touched := array(select record_id from after);
        update drift set resolved_at = clock_timestamp()
        from (
          select
            after.*,
            after.copy_state = 'verified' and after.verified_at is distinct from before.verified_at as is_copied,
            after.url_state in ('switched', 'confirmed') as is_switched,
            after.url_state in ('switched', 'confirmed') and (before.url_state not in ('switched', 'confirmed')
              or after.document_url is distinct from before.document_url) as is_switched_anew,
            coalesce(position('/' || after.record_id || '/' in after.document_url) > 0, false) as is_object_url,
            before.is_held and not after.is_held
              or before.url_state = 'conflicted' and after.url_state in ('original', 'confirmed') as is_released
          from after
          join before using (record_id)
        ) as record
        where drift.record_id = any(touched) and drift.record_id = record.record_id and drift.resolved_at is null
          and case drift.kind
            when 'deleted' then record.out_of_scope_reason is distinct from 'deleted'
            else record.out_of_scope_reason is not distinct from 'deleted' or case drift.kind
              when 'new-record' then record.is_copied or record.out_of_scope_reason is not null
              when 'newer-version' then record.is_copied and not (record.is_switched and record.is_object_url)
                or record.is_switched_anew
              when 'renamed' then record.name is distinct from drift.new_value
                or record.is_copied or record.is_switched_anew or record.is_released
              when 'moved-account' then record.account_id is distinct from drift.new_value
                or record.is_copied or record.is_switched_anew or record.is_released
              else record.document_url is distinct from drift.new_value
                or record.is_copied and record.url_state <> 'conflicted'
                or record.is_switched_anew or record.is_released
            end
          end;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.sort_name_of(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN "left"(regexp_replace(NORMALIZE(lower(name), NFD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 80);

CREATE OR REPLACE FUNCTION public.sweep_old_rows(subject text, keep interval, most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  declare
    old text;
    rows bigint;
  begin
    if keep < interval '1 day' then
      raise exception 'Rows stay for a day at least; got %.', keep using errcode = 'restrict_violation';
    end if;
    old := case subject
      when 'idempotency_keys' then 'used_at < clock_timestamp() - $1'
      when 'webhook_deliveries' then 'created_at < clock_timestamp() - $1 and state <> ''pending'''
    end;
    if old is null then
      raise exception 'Rows of % stay.', subject using errcode = 'restrict_violation';
    end if;
    if most is null then
      execute format('select count(*) from %I where %s', subject, old) into rows using keep;
    else
      execute format('delete from %1$I where ctid = any(array(select ctid from %1$I where %2$s limit $2))', subject, old)
        using keep, most;
      get diagnostics rows = row_count;
    end if;
    return rows;
  end $function$;
grant execute on function sweep_old_rows(text,interval,integer) to doclift_app;

create table accounts (
  account_id salesforce_id not null,
  name text not null,
  sort_name text collate "C" generated always as (sort_name_of(name)) stored not null,
  record_count bigint default 0 not null,
  attention_count bigint default 0 not null,
  last_activity_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (account_id)
);
CREATE INDEX accounts_by_activity ON public.accounts USING btree (COALESCE(last_activity_at, '-infinity'::timestamp with time zone), account_id);
comment on index accounts_by_activity is 'serves the list of Accounts by last activity, both ways';
CREATE INDEX accounts_by_attention ON public.accounts USING btree (attention_count, account_id);
comment on index accounts_by_attention is 'serves the list of Accounts by records that need attention, both ways';
CREATE INDEX accounts_by_name ON public.accounts USING btree (sort_name, account_id);
comment on index accounts_by_name is 'serves the list of Accounts by name, both ways';
CREATE INDEX accounts_by_records ON public.accounts USING btree (record_count, account_id);
comment on index accounts_by_records is 'serves the list of Accounts by records, both ways';
CREATE TRIGGER accounts_added_are_counted AFTER INSERT ON public.accounts REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_accounts();
comment on column accounts.last_activity_at is 'when a record of the Account last changed its word, or was copied or failed again; to the millisecond';
grant insert, select on accounts to doclift_app;
grant update (name, record_count, attention_count, last_activity_at) on accounts to doclift_app;

create table analyses (
  run_id uuid not null,
  at timestamp with time zone not null,
  result jsonb not null,
  constraint analyses_pkey PRIMARY KEY (run_id),
  constraint analyses_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
);
CREATE INDEX analyses_by_time ON public.analyses USING btree (at, run_id);
comment on index analyses_by_time is 'serves the search for the newest analysis';
grant insert, select on analyses to doclift_app;

create table api_usage (
  is_the_only_one boolean default true not null,
  used bigint not null,
  allowed bigint not null,
  measured_at timestamp with time zone not null,
  constraint api_usage_pkey PRIMARY KEY (is_the_only_one),
  constraint allowed_requests_are_not_negative CHECK ((allowed >= 0)),
  constraint api_usage_is_one_row CHECK (is_the_only_one),
  constraint used_requests_are_not_negative CHECK ((used >= 0))
);
grant insert, select on api_usage to doclift_app;
grant update (used, allowed, measured_at) on api_usage to doclift_app;

create table audit_entries (
  number bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor_id text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  constraint audit_entries_pkey PRIMARY KEY (number)
);
CREATE INDEX audit_entries_by_run ON public.audit_entries USING btree (subject, number) WHERE (action ~~ 'run.%'::text);
comment on index audit_entries_by_run is 'serves the history of one run';
CREATE INDEX audit_entries_of_healing ON public.audit_entries USING btree (subject, number) WHERE (action = 'copy.healed'::text);
comment on index audit_entries_of_healing is 'serves what was put right at the copy of one record';
CREATE INDEX audit_entries_of_openings ON public.audit_entries USING btree (at) WHERE (action = 'record.opened'::text);
comment on index audit_entries_of_openings is 'serves the check before a switch whether somebody opened one of its documents in the org';
CREATE TRIGGER audit_entries_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on audit_entries to doclift_app;

create table batch_parts (
  batch_id uuid not null,
  account_id text collate "C" not null,
  first_record_id salesforce_id not null,
  last_record_id salesforce_id not null,
  constraint batch_parts_pkey PRIMARY KEY (batch_id, account_id),
  constraint batch_parts_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id)
);
grant insert, select on batch_parts to doclift_app;

create table batches (
  id uuid not null,
  run_id uuid not null,
  number integer not null,
  state text default 'waiting'::text not null,
  fence integer default 0 not null,
  claimed_at timestamp with time zone,
  done_at timestamp with time zone,
  worker_id uuid,
  deaths integer default 0 not null,
  piece integer,
  cohort integer,
  constraint batches_run_id_number_key UNIQUE (run_id, number),
  constraint batches_pkey PRIMARY KEY (id),
  constraint batches_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint batch_states_are_known CHECK ((state = ANY (ARRAY['waiting'::text, 'working'::text, 'done'::text]))),
  constraint done_batches_say_when CHECK (((state = 'done'::text) = (done_at IS NOT NULL))),
  constraint pieces_are_counts CHECK ((piece >= '-1'::integer))
);
CREATE INDEX batches_at_work ON public.batches USING btree (worker_id) WHERE (state = 'working'::text);
comment on index batches_at_work is 'serves the question what a worker works on';
comment on column batches.worker_id is 'who works on it, or died over it; workers leave, so there may be no such row';
comment on column batches.deaths is 'workers that died over it; it is worked on alone from then on';
comment on column batches.piece is 'open records worked on together; null: all, 0: the first is set aside, -1: and left in doubt, not read, when it was sent';
comment on column batches.cohort is 'null for a run that is no switch';
grant insert, select on batches to doclift_app;
grant update (state, fence, claimed_at, done_at, worker_id, deaths, piece) on batches to doclift_app;

create table censuses (
  run_id uuid not null,
  number integer not null,
  at timestamp with time zone not null,
  batches_done integer not null,
  records bigint not null,
  counts jsonb not null,
  result jsonb,
  constraint censuses_pkey PRIMARY KEY (run_id, number),
  constraint censuses_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint censuses_are_numbered_from_one CHECK ((number > 0))
);
CREATE TRIGGER censuses_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.censuses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
comment on column censuses.at is 'by the clock of the org';
comment on column censuses.records is 'records that the run had written by then';
comment on column censuses.counts is 'what the org said; of a user''s doings, since the last row without a result';
comment on column censuses.result is 'what follows from it; null for what later counts are compared with';
grant insert, select on censuses to doclift_app;

create table cohorts (
  run_id uuid not null,
  number integer not null,
  is_canary boolean not null,
  percentage integer,
  soak_minutes integer not null,
  account_count integer not null,
  record_count bigint not null,
  ended_at timestamp with time zone,
  constraint cohorts_pkey PRIMARY KEY (run_id, number),
  constraint cohorts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint cohorts_are_numbered_from_one CHECK ((number > 0)),
  constraint only_canaries_have_no_percentage CHECK ((is_canary = (percentage IS NULL)))
);
comment on column cohorts.percentage is 'of the Accounts after the canary, those of earlier cohorts included';
grant insert, select on cohorts to doclift_app;
grant update (ended_at) on cohorts to doclift_app;

create table conform_reports (
  id uuid not null,
  ended_at timestamp with time zone not null,
  outcome text not null,
  signature text not null,
  report jsonb not null,
  imported_at timestamp with time zone not null,
  imported_by text not null,
  constraint conform_reports_are_imported_once UNIQUE (signature),
  constraint conform_reports_pkey PRIMARY KEY (id),
  constraint conform_reports_outcome_check CHECK ((outcome = ANY (ARRAY['passed'::text, 'failed'::text, 'inconclusive'::text])))
);
CREATE INDEX conform_reports_by_time ON public.conform_reports USING btree (ended_at, id);
comment on index conform_reports_by_time is 'serves the search for the newest report';
CREATE TRIGGER conform_reports_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.conform_reports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on conform_reports to doclift_app;

create table counter_deltas (
  number bigint generated always as identity not null,
  subject text collate "C" not null,
  counter text collate "C" not null,
  delta bigint not null,
  at timestamp with time zone,
  constraint counter_deltas_pkey PRIMARY KEY (number)
) with (autovacuum_vacuum_threshold=1000, autovacuum_vacuum_scale_factor=0);
CREATE INDEX counter_deltas_by_subject ON public.counter_deltas USING btree (subject) INCLUDE (counter, delta);
comment on index counter_deltas_by_subject is 'serves totals: the deltas not folded yet of one subject';
comment on column counter_deltas.at is 'when records of an Account were acted on; such a delta is 0 and is folded to the latest';
grant delete, insert, select on counter_deltas to doclift_app;

create table counters (
  subject text collate "C" not null,
  counter text collate "C" not null,
  value bigint not null,
  constraint counters_pkey PRIMARY KEY (subject, counter)
) with (fillfactor=70);
comment on column counters.subject is 'all, account:<account id>, accounts, run:<run id> or hour:<UTC hour>';
grant insert, select on counters to doclift_app;
grant update (value) on counters to doclift_app;

create table drift (
  number bigint generated always as identity not null,
  record_id salesforce_id not null,
  kind text not null,
  old_value text,
  new_value text,
  seen_at timestamp with time zone not null,
  run_id uuid not null,
  resolved_at timestamp with time zone,
  constraint drift_pkey PRIMARY KEY (number),
  constraint drift_kinds_are_known CHECK ((kind = ANY (ARRAY['new-record'::text, 'new-vendor-url'::text, 'reverted'::text, 'changed-by-others'::text, 'newer-version'::text, 'moved-account'::text, 'renamed'::text, 'deleted'::text])))
);
CREATE INDEX drift_by_record ON public.drift USING btree (record_id, number);
comment on index drift_by_record is 'serves the findings of one record, and resolving them';
CREATE INDEX drift_open ON public.drift USING btree (number) WHERE (resolved_at IS NULL);
comment on index drift_open is 'serves the list of what is open';
CREATE INDEX drift_open_by_kind ON public.drift USING btree (kind, number) WHERE (resolved_at IS NULL);
comment on index drift_open_by_kind is 'serves the counts of what is open and the list of one kind';
grant insert, select on drift to doclift_app;
grant update (resolved_at) on drift to doclift_app;

create table entry_counts (
  run_id uuid not null,
  in_org bigint not null,
  in_ledger bigint not null,
  counted_at timestamp with time zone not null,
  constraint entry_counts_pkey PRIMARY KEY (run_id),
  constraint entry_counts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint ledger_counts_are_not_negative CHECK ((in_ledger >= 0)),
  constraint org_counts_are_not_negative CHECK ((in_org >= 0))
);
CREATE INDEX entry_counts_by_time ON public.entry_counts USING btree (counted_at, run_id);
comment on index entry_counts_by_time is 'serves the search for the newest count';
grant insert, select on entry_counts to doclift_app;
grant update (in_org, in_ledger, counted_at) on entry_counts to doclift_app;

create table evidence (
  run_id uuid not null,
  item text not null,
  outcome text not null,
  sentence text not null,
  measured jsonb not null,
  measured_at timestamp with time zone not null,
  fresh_until timestamp with time zone not null,
  settings_fingerprint text not null,
  constraint evidence_pkey PRIMARY KEY (run_id, item),
  constraint evidence_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint outcomes_are_known CHECK ((outcome = ANY (ARRAY['passed'::text, 'failed'::text, 'inconclusive'::text, 'waived'::text])))
);
grant insert, select on evidence to doclift_app;
grant update (outcome, sentence, measured, measured_at, fresh_until, settings_fingerprint) on evidence to doclift_app;

create table failed_tasks (
  id uuid not null,
  run_id uuid not null,
  batch_id uuid,
  failures integer not null,
  code text not null,
  sentence text not null,
  first_failed_at timestamp with time zone not null,
  last_failed_at timestamp with time zone not null,
  constraint failed_tasks_run_id_batch_id_key UNIQUE NULLS NOT DISTINCT (run_id, batch_id),
  constraint failed_tasks_pkey PRIMARY KEY (id),
  constraint failed_tasks_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint failed_tasks_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
);
grant delete, insert, select on failed_tasks to doclift_app;
grant update (failures, code, sentence, last_failed_at) on failed_tasks to doclift_app;

create table file_records (
  record_id salesforce_id not null,
  account_id salesforce_id,
  name text not null,
  document_url text,
  identifier text,
  type text,
  system_modstamp timestamp with time zone not null,
  first_seen_url text,
  first_seen_at timestamp with time zone not null,
  first_seen_run_id uuid not null,
  observed_at timestamp with time zone not null,
  seen_in_run_number bigint not null,
  source_changed_at timestamp with time zone,
  out_of_scope_reason text,
  copy_state text default 'discovered'::text not null,
  url_state text default 'original'::text not null,
  is_held boolean default false not null,
  word text generated always as (
CASE
    WHEN (out_of_scope_reason IS NOT NULL) THEN NULL::text
    WHEN (url_state = 'original'::text) THEN copy_state
    ELSE url_state
END) stored,
  source_fingerprint text,
  source_size_bytes bigint,
  source_confirmed_at timestamp with time zone,
  object_key text,
  object_etag text,
  object_version_id text,
  object_size_bytes bigint,
  content_type text,
  checksum text,
  attestation text,
  verified_at timestamp with time zone,
  failure_code text,
  failure_sentence text,
  failed_at timestamp with time zone,
  ask_again_at timestamp with time zone,
  org_created_at timestamp with time zone,
  newest_version_at timestamp with time zone,
  archived_answers integer default 0 not null,
  checksum_algorithm text,
  constraint object_keys_never_collide UNIQUE (object_key),
  constraint file_records_pkey PRIMARY KEY (record_id),
  constraint attestations_are_known CHECK ((attestation = ANY (ARRAY['sha256'::text, 'md5'::text, 'crc32'::text, 'parts-sha256'::text, 'parts-md5'::text, 'parts-crc32'::text, 'read-back'::text, 'copied-etag'::text]))),
  constraint checksums_name_their_algorithm CHECK (((num_nulls(checksum, checksum_algorithm) = 2) OR COALESCE((checksum ~
CASE checksum_algorithm
    WHEN 'sha256'::text THEN '^[0-9a-f]{64}$'::text
    WHEN 'md5'::text THEN '^[0-9a-f]{32}$'::text
    WHEN 'crc32'::text THEN '^[0-9a-f]{8}$'::text
    ELSE NULL::text
END), false))),
  constraint copy_states_are_known CHECK ((copy_state = ANY (ARRAY['discovered'::text, 'restoring'::text, 'copied'::text, 'verified'::text, 'changed'::text, 'missing'::text, 'failed'::text]))),
  constraint out_of_scope_reasons_are_known CHECK ((out_of_scope_reason = ANY (ARRAY['folder'::text, 'no-account'::text, 'no-url'::text, 'not-a-url'::text, 'foreign-host'::text, 'type-excluded'::text, 'too-large'::text, 'deleted'::text]))),
  constraint switched_records_were_verified CHECK (((url_state <> ALL (ARRAY['in_doubt'::text, 'switched'::text, 'confirmed'::text])) OR (verified_at IS NOT NULL))),
  constraint url_states_are_known CHECK ((url_state = ANY (ARRAY['original'::text, 'in_doubt'::text, 'switched'::text, 'confirmed'::text, 'conflicted'::text, 'refused'::text, 'rolled_back'::text]))),
  constraint verified_objects_are_attested CHECK (((copy_state <> 'verified'::text) OR ((num_nulls(attestation, checksum, source_fingerprint, object_key, object_etag, object_size_bytes, verified_at) - ((NOT (attestation IS DISTINCT FROM 'copied-etag'::text)))::integer) = 0)))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX file_records_by_account ON public.file_records USING btree (COALESCE((account_id)::text, ''::text), record_id);
comment on index file_records_by_account is 'serves the record list of one Account and the candidates of every plan; records without Account come first';
CREATE INDEX file_records_by_failing_account ON public.file_records USING btree (failure_code, COALESCE((account_id)::text, ''::text), record_id) WHERE ((failure_code IS NOT NULL) AND (word IS NOT NULL));
comment on index file_records_by_failing_account is 'serves the candidates of a plan over one failure code';
CREATE INDEX file_records_by_failure ON public.file_records USING btree (failure_code, record_id) INCLUDE (word, failed_at) WHERE ((failure_code IS NOT NULL) AND (word IS NOT NULL));
comment on index file_records_by_failure is 'serves the groups of failures, which are counted from it alone, and the record list of one failure code';
CREATE INDEX file_records_by_newest_version ON public.file_records USING btree (newest_version_at) WHERE (newest_version_at IS NOT NULL);
comment on index file_records_by_newest_version is 'serves the proof that latest versions are copied';
CREATE INDEX file_records_by_next_question ON public.file_records USING btree (ask_again_at, record_id) WHERE ((copy_state = 'restoring'::text) AND (out_of_scope_reason IS NULL));
comment on index file_records_by_next_question is 'serves the schedule by which archived documents are asked about';
CREATE INDEX file_records_by_reason ON public.file_records USING btree (out_of_scope_reason, record_id) WHERE (out_of_scope_reason IS NOT NULL);
comment on index file_records_by_reason is 'serves the record list of one out-of-scope reason';
CREATE INDEX file_records_by_word ON public.file_records USING btree (word, record_id) WHERE (word IS NOT NULL);
comment on index file_records_by_word is 'serves the record list of one state';
CREATE TRIGGER activity_of_accounts_is_noted AFTER UPDATE ON public.file_records REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_account_activity();
CREATE TRIGGER file_records_added_are_counted AFTER INSERT ON public.file_records REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_file_records();
CREATE TRIGGER file_records_changed_are_counted AFTER UPDATE ON public.file_records REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_changed_file_records();
CREATE TRIGGER file_records_removed_are_counted AFTER DELETE ON public.file_records REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_file_records();
CREATE TRIGGER file_records_resolve_drift AFTER UPDATE ON public.file_records REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION resolve_drift();
CREATE TRIGGER first_seen_values_stay BEFORE UPDATE OF first_seen_url, first_seen_at, first_seen_run_id ON public.file_records FOR EACH ROW WHEN ((((old.first_seen_url IS DISTINCT FROM new.first_seen_url) OR (old.first_seen_at IS DISTINCT FROM new.first_seen_at)) OR (old.first_seen_run_id IS DISTINCT FROM new.first_seen_run_id))) EXECUTE FUNCTION refuse_other_first_seen();
comment on column file_records.org_created_at is 'when the org created the record; null until an inventory has seen it';
comment on column file_records.newest_version_at is 'creation of the newest version row known, in the time of the org; null while none is known';
comment on column file_records.archived_answers is 'how often in a row the source said that the document is archived; waits grow with it';
grant insert, select on file_records to doclift_app;
grant update (account_id, name, document_url, identifier, type, system_modstamp, observed_at, seen_in_run_number, source_changed_at, out_of_scope_reason, copy_state, url_state, is_held, source_fingerprint, source_size_bytes, source_confirmed_at, object_key, object_etag, object_version_id, object_size_bytes, content_type, checksum, attestation, verified_at, failure_code, failure_sentence, failed_at, ask_again_at, org_created_at, newest_version_at, archived_answers, checksum_algorithm) on file_records to doclift_app;

create table housekeeping (
  is_the_only_one boolean default true not null,
  fence integer default 0 not null,
  leased_until timestamp with time zone,
  ended_at timestamp with time zone,
  results jsonb default '[]'::jsonb not null,
  totals jsonb default '{}'::jsonb not null,
  constraint housekeeping_pkey PRIMARY KEY (is_the_only_one),
  constraint housekeeping_is_one_row CHECK (is_the_only_one)
);
comment on column housekeeping.leased_until is 'in the time of the database; null while nobody sweeps';
comment on column housekeeping.results is 'of the last sweep that came to its end, by subject';
comment on column housekeeping.totals is 'how much was removed since the beginning, by subject';
grant select on housekeeping to doclift_app;
grant update (fence, leased_until, ended_at, results, totals) on housekeeping to doclift_app;

create table idempotency_keys (
  subject text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  made_id uuid not null,
  used_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (subject, route, key)
);
grant insert, select on idempotency_keys to doclift_app;

create table ingest_jobs (
  job_id text collate "C" not null,
  batch_id uuid not null,
  fence integer not null,
  api_version text not null,
  state text not null,
  created_at timestamp with time zone not null,
  checked_at timestamp with time zone not null,
  row_count integer not null,
  locked_count integer,
  constraint ingest_jobs_pkey PRIMARY KEY (job_id),
  constraint ingest_jobs_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint ingest_job_states_are_known CHECK ((state = ANY (ARRAY['Open'::text, 'UploadComplete'::text, 'InProgress'::text, 'JobComplete'::text, 'Failed'::text, 'Aborted'::text, 'gone'::text]))),
  constraint locked_rows_are_rows CHECK (((locked_count >= 0) AND (locked_count <= row_count)))
);
CREATE INDEX ingest_jobs_by_batch ON public.ingest_jobs USING btree (batch_id);
comment on index ingest_jobs_by_batch is 'serves the search for open jobs at the takeover of a batch';
comment on column ingest_jobs.locked_count is 'rows refused for a lock; null until the results are read';
grant insert, select on ingest_jobs to doclift_app;
grant update (state, checked_at, locked_count) on ingest_jobs to doclift_app;

create table installation (
  is_the_only_one boolean default true not null,
  org_id salesforce_id not null,
  environment text not null,
  bound_by text not null,
  bound_at timestamp with time zone not null,
  constraint installation_pkey PRIMARY KEY (is_the_only_one),
  constraint environments_are_known CHECK ((environment = ANY (ARRAY['sandbox'::text, 'production'::text]))),
  constraint there_is_one_installation CHECK (is_the_only_one)
);
grant insert, select on installation to doclift_app;

create table largest_accounts (
  run_id uuid not null,
  account_id text collate "C" not null,
  item_count bigint not null,
  constraint largest_accounts_pkey PRIMARY KEY (run_id, account_id),
  constraint largest_accounts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint largest_accounts_have_items CHECK ((item_count > 0))
);
grant insert, select on largest_accounts to doclift_app;

create table link_generations (
  record_id salesforce_id not null,
  generation bigint not null,
  raised_at timestamp with time zone not null,
  constraint link_generations_pkey PRIMARY KEY (record_id),
  constraint link_generations_start_at_one CHECK ((generation > 0))
);
CREATE INDEX link_generations_by_time ON public.link_generations USING btree (raised_at);
comment on index link_generations_by_time is 'serves the question before an approval whether links of its list were revoked meanwhile';
grant insert, select on link_generations to doclift_app;
grant update (generation, raised_at) on link_generations to doclift_app;

create table link_revocations (
  number bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor_id text not null,
  constraint link_revocations_pkey PRIMARY KEY (number)
);
CREATE TRIGGER link_revocations_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.link_revocations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on link_revocations to doclift_app;

create table links (
  token_sha256 bytea not null,
  record_id salesforce_id not null,
  generation bigint not null,
  kid text not null,
  constraint links_pkey PRIMARY KEY (token_sha256),
  constraint link_tokens_are_stored_as_sha256 CHECK ((length(token_sha256) = 32))
);
grant insert, select on links to doclift_app;

create table preflights (
  id uuid not null,
  at timestamp with time zone not null,
  actor_id text not null,
  result jsonb not null,
  constraint preflights_pkey PRIMARY KEY (id)
);
CREATE INDEX preflights_by_time ON public.preflights USING btree (at, id);
comment on index preflights_by_time is 'serves the search for the newest preflight';
CREATE TRIGGER preflights_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.preflights FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on preflights to doclift_app;

create table record_history (
  number bigint generated always as identity not null,
  record_id salesforce_id not null,
  at timestamp with time zone not null,
  kind text not null,
  url text,
  actor_id text not null,
  run_id uuid not null,
  by_user_id text,
  modified_at timestamp with time zone,
  constraint record_history_pkey PRIMARY KEY (number),
  constraint history_kinds_are_known CHECK ((kind = ANY (ARRAY['observed'::text, 'written'::text])))
);
CREATE INDEX record_history_by_record ON public.record_history USING btree (record_id, number);
comment on index record_history_by_record is 'serves the history of one record';
CREATE TRIGGER record_history_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.record_history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant insert, select on record_history to doclift_app;

create table run_events (
  number bigint generated always as identity not null,
  run_id uuid not null,
  at timestamp with time zone not null,
  kind text not null,
  detail jsonb not null,
  constraint run_events_pkey PRIMARY KEY (number),
  constraint run_events_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id),
  constraint event_kinds_are_known CHECK ((kind = ANY (ARRAY['run.created'::text, 'run.planned'::text, 'run.approved'::text, 'run.started'::text, 'run.halted'::text, 'run.resumed'::text, 'run.ended'::text, 'run.paused'::text])))
);
CREATE INDEX run_events_by_run ON public.run_events USING btree (run_id, number);
comment on index run_events_by_run is 'serves the events of one run after a number';
CREATE TRIGGER events_are_delivered AFTER INSERT ON public.run_events FOR EACH ROW EXECUTE FUNCTION queue_webhook_deliveries();
CREATE TRIGGER run_events_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.run_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
grant select on run_events to doclift_app;

create table run_forecasts (
  run_id uuid not null,
  at timestamp with time zone not null,
  forecast jsonb not null,
  constraint run_forecasts_pkey PRIMARY KEY (run_id),
  constraint run_forecasts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
);
grant insert, select on run_forecasts to doclift_app;
grant update (at, forecast) on run_forecasts to doclift_app;

create table run_items (
  run_id uuid not null,
  record_id salesforce_id not null,
  account_id text collate "C" not null,
  expected_url text,
  target_url text,
  left_out_reason text,
  before_image text,
  before_image_at timestamp with time zone,
  read_at timestamp with time zone,
  sent_at timestamp with time zone,
  ingest_job_id text collate "C",
  answered_at timestamp with time zone,
  outcome text,
  code text,
  sentence text,
  settled_at timestamp with time zone,
  is_owning boolean default false not null,
  url_state_before text,
  tried_at timestamp with time zone,
  taken_back_at timestamp with time zone,
  constraint run_items_pkey PRIMARY KEY (run_id, record_id),
  constraint item_accounts_are_ids_or_empty CHECK ((length(account_id) = ANY (ARRAY[0, 18]))),
  constraint item_outcomes_are_known CHECK ((outcome = ANY (ARRAY['done'::text, 'failed'::text, 'conflicted'::text, 'refused'::text, 'overwritten'::text, 'in_doubt'::text, 'withdrawn'::text]))),
  constraint item_states_before_are_known CHECK ((url_state_before = ANY (ARRAY['original'::text, 'in_doubt'::text, 'switched'::text, 'confirmed'::text, 'conflicted'::text, 'refused'::text, 'rolled_back'::text]))),
  constraint left_out_items_stay_untouched CHECK (((left_out_reason IS NULL) OR ((num_nonnulls(before_image_at, sent_at, outcome) = 0) AND (NOT is_owning)))),
  constraint settled_items_have_an_outcome CHECK (((settled_at IS NOT NULL) = ((outcome IS NOT NULL) AND (outcome <> 'in_doubt'::text)))),
  constraint settled_items_own_nothing CHECK (((settled_at IS NULL) OR (NOT is_owning))),
  constraint taken_back_items_were_tried CHECK (((taken_back_at IS NULL) OR (tried_at IS NOT NULL))),
  constraint writes_have_a_before_image CHECK (((sent_at IS NULL) OR (before_image_at IS NOT NULL)))
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_analyze_scale_factor=0.05);
CREATE INDEX run_items_by_account ON public.run_items USING btree (run_id, account_id, record_id) INCLUDE (left_out_reason);
comment on index run_items_by_account is 'serves the lines of a plan in Account order, its Accounts, and the items of a batch';
CREATE INDEX run_items_by_code ON public.run_items USING btree (run_id, code, record_id) WHERE ((code IS NOT NULL) AND (outcome <> 'done'::text));
comment on index run_items_by_code is 'serves the failures of one run, which are counted from it alone, and its items of one code';
CREATE INDEX run_items_by_outcome ON public.run_items USING btree (run_id, outcome, record_id) WHERE (outcome IS NOT NULL);
comment on index run_items_by_outcome is 'serves the item list of one outcome';
CREATE UNIQUE INDEX run_items_one_owner ON public.run_items USING btree (record_id) WHERE is_owning;
comment on index run_items_one_owner is 'holds that a record is in at most one unfinished mutating item; serves the question who owns a record';
CREATE INDEX run_items_rehearsed ON public.run_items USING btree (record_id) WHERE (tried_at IS NOT NULL);
comment on index run_items_rehearsed is 'serves the question what a canary wrote to a record';
CREATE INDEX run_items_sent ON public.run_items USING btree (record_id, sent_at) WHERE (sent_at IS NOT NULL);
comment on index run_items_sent is 'serves the search for the latest own write of a record';
CREATE INDEX run_items_settled ON public.run_items USING btree (run_id, COALESCE(settled_at, tried_at)) INCLUDE (outcome, settled_at, tried_at) WHERE ((before_image_at IS NOT NULL) AND (COALESCE(settled_at, tried_at) IS NOT NULL));
comment on index run_items_settled is 'serves the guardrail: the latest records of a switch';
CREATE INDEX run_items_tried ON public.run_items USING btree (run_id) INCLUDE (taken_back_at) WHERE (tried_at IS NOT NULL);
comment on index run_items_tried is 'serves the count of what a canary has written';
CREATE TRIGGER before_images_stay BEFORE UPDATE OF before_image, before_image_at ON public.run_items FOR EACH ROW WHEN (((old.before_image_at IS NOT NULL) AND ((old.before_image IS DISTINCT FROM new.before_image) OR (old.before_image_at IS DISTINCT FROM new.before_image_at)))) EXECUTE FUNCTION refuse_other_before_image();
CREATE TRIGGER plans_stay_on_delete AFTER DELETE ON public.run_items REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_plan();
CREATE TRIGGER plans_stay_on_insert AFTER INSERT ON public.run_items REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION refuse_other_plan();
CREATE TRIGGER run_items_added_are_counted AFTER INSERT ON public.run_items REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_run_items();
CREATE TRIGGER run_items_changed_are_counted AFTER UPDATE ON public.run_items REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_changed_run_items();
CREATE TRIGGER run_items_removed_are_counted AFTER DELETE ON public.run_items REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_run_items();
comment on column run_items.url_state_before is 'of the record when its before-image was written; it is that again when nothing comes of the write';
comment on column run_items.tried_at is 'when a record of a canary was read back with its new value';
comment on column run_items.taken_back_at is 'when it was read back with its value of before';
grant delete, insert, select on run_items to doclift_app;
grant update (before_image, before_image_at, read_at, sent_at, ingest_job_id, answered_at, outcome, code, sentence, settled_at, is_owning, url_state_before, tried_at, taken_back_at) on run_items to doclift_app;

create table runs (
  id uuid not null,
  number bigint generated always as identity not null,
  operation text not null,
  scope jsonb not null,
  is_dry_run boolean not null,
  limits jsonb not null,
  profile text not null,
  settings_fingerprint text not null,
  state text default 'planned'::text not null,
  plan_hash text,
  created_by text not null,
  created_at timestamp with time zone not null,
  approved_by text,
  approved_at timestamp with time zone,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  stop_code text,
  stop_sentence text,
  query_position jsonb,
  watermark timestamp with time zone,
  export_key text,
  export_sha256 text,
  export_row_count bigint,
  exported_at timestamp with time zone,
  modified_from timestamp with time zone,
  scheduled_at timestamp with time zone,
  entries_read bigint default 0 not null,
  entries_added bigint default 0 not null,
  entries_changed bigint default 0 not null,
  entries_deleted bigint default 0 not null,
  resume_at timestamp with time zone,
  pause_checks integer default 0 not null,
  verification jsonb,
  sampled_from bigint,
  judged_from timestamp with time zone,
  archive_key text,
  archive_sha256 text,
  archived_items bigint,
  archived_at timestamp with time zone,
  constraint runs_number_key UNIQUE (number),
  constraint runs_pkey PRIMARY KEY (id),
  constraint approved_runs_have_a_plan CHECK (((approved_at IS NULL) OR (plan_hash IS NOT NULL))),
  constraint archives_are_checksummed CHECK ((num_nulls(archive_key, archive_sha256, archived_items, archived_at) = ANY (ARRAY[0, 4]))),
  constraint ended_runs_say_when CHECK (((state = ANY (ARRAY['succeeded'::text, 'partially_succeeded'::text, 'failed'::text])) = (ended_at IS NOT NULL))),
  constraint exports_are_checksummed CHECK (((export_key IS NULL) OR (num_nulls(export_sha256, export_row_count, exported_at) = 0))),
  constraint only_items_that_wrote_nothing_are_archived CHECK (((archived_at IS NULL) OR ((ended_at IS NOT NULL) AND ((operation = 'verify'::text) OR is_dry_run)))),
  constraint only_paused_runs_are_resumed_by_time CHECK (((resume_at IS NULL) OR (state = 'paused'::text))),
  constraint operations_are_known CHECK ((operation = ANY (ARRAY['inventory'::text, 'back_up'::text, 'verify'::text, 'switch'::text, 'roll_back'::text, 'analyse'::text, 'catch_up'::text]))),
  constraint run_states_are_known CHECK ((state = ANY (ARRAY['planned'::text, 'approved'::text, 'running'::text, 'paused'::text, 'halted'::text, 'succeeded'::text, 'partially_succeeded'::text, 'failed'::text]))),
  constraint verifications_alone_have_levels CHECK (((verification IS NULL) OR (operation = 'verify'::text)))
);
CREATE INDEX runs_by_operation ON public.runs USING btree (operation, number);
comment on index runs_by_operation is 'serves the search for the last run of an operation';
CREATE INDEX runs_by_watermark ON public.runs USING btree (watermark) WHERE (watermark IS NOT NULL);
comment on index runs_by_watermark is 'serves the search for where the next catch-up begins';
CREATE INDEX runs_scheduled ON public.runs USING btree (scheduled_at) WHERE (scheduled_at IS NOT NULL);
comment on index runs_scheduled is 'serves the question when the schedule last made a run';
CREATE INDEX runs_unfinished ON public.runs USING btree (number) WHERE (state = ANY (ARRAY['planned'::text, 'approved'::text, 'running'::text, 'paused'::text, 'halted'::text]));
comment on index runs_unfinished is 'serves the overview and the search for runs that need a worker';
CREATE TRIGGER events_of_runs_are_noted AFTER INSERT OR UPDATE OF state, plan_hash, approved_at, started_at, ended_at ON public.runs FOR EACH ROW EXECUTE FUNCTION note_run_events();
comment on column runs.modified_from is 'where the window of a catch-up begins, in the time of the org; null until it is known';
comment on column runs.scheduled_at is 'when the schedule made this run, in the time of the database; null for a run that somebody asked for';
comment on column runs.resume_at is 'when it is looked whether a paused run may go on; null for one that a person paused';
comment on column runs.pause_checks is 'how often it was asked during this pause; waits grow with it';
comment on column runs.verification is 'level and sample; a verification without it looked as the level head does';
comment on column runs.sampled_from is 'records that the sample was drawn from; null without one';
comment on column runs.judged_from is 'what became of records before counts no more: somebody has seen it and let the run go on';
comment on column runs.archive_key is 'object in the bucket with the items, which may be removed from then on';
grant insert, select on runs to doclift_app;
grant update (state, plan_hash, approved_by, approved_at, started_at, ended_at, stop_code, stop_sentence, query_position, watermark, export_key, export_sha256, export_row_count, exported_at, modified_from, scheduled_at, entries_read, entries_added, entries_changed, entries_deleted, resume_at, pause_checks, sampled_from, judged_from, archive_key, archive_sha256, archived_items, archived_at) on runs to doclift_app;

create table schema_migrations (
  id integer default nextval('schema_migrations_id_seq'::regclass) not null,
  name character varying(255) not null,
  executed_at timestamp(6) with time zone default CURRENT_TIMESTAMP(6) not null,
  constraint schema_migrations_pkey PRIMARY KEY (id)
);
grant select on schema_migrations to doclift_app;

create table settings (
  name text not null,
  value jsonb not null,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  constraint settings_pkey PRIMARY KEY (name)
);
grant delete, insert, select on settings to doclift_app;
grant update (value, changed_by, changed_at) on settings to doclift_app;

create table tokens (
  id uuid not null,
  name text not null,
  role text not null,
  hash_hex text not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint tokens_hash_hex_key UNIQUE (hash_hex),
  constraint tokens_pkey PRIMARY KEY (id),
  constraint token_roles_are_known CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'approver'::text, 'admin'::text]))),
  constraint tokens_are_stored_as_sha256 CHECK ((hash_hex ~ '^[0-9a-f]{64}$'::text))
);
grant insert, select on tokens to doclift_app;
grant update (revoked_at) on tokens to doclift_app;

create table upload_parts (
  run_id uuid not null,
  record_id salesforce_id not null,
  number integer not null,
  etag text not null,
  digest text not null,
  constraint upload_parts_pkey PRIMARY KEY (run_id, record_id, number),
  constraint upload_parts_run_id_record_id_fkey FOREIGN KEY (run_id, record_id) REFERENCES uploads(run_id, record_id) ON DELETE CASCADE
);
comment on column upload_parts.digest is 'of the bytes as they came from the source, lower-case hex';
grant insert, select on upload_parts to doclift_app;
grant update (etag, digest) on upload_parts to doclift_app;

create table uploads (
  run_id uuid not null,
  record_id salesforce_id not null,
  batch_id uuid not null,
  fence integer not null,
  source_fingerprint text not null,
  object_key text not null,
  upload_id text not null,
  part_size_bytes bigint not null,
  part_checksum text,
  started_at timestamp with time zone not null,
  worked_at timestamp with time zone not null,
  constraint uploads_pkey PRIMARY KEY (run_id, record_id),
  constraint uploads_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint uploads_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id)
);
comment on column uploads.fence is 'of whoever began it or went on with it last';
comment on column uploads.part_checksum is 'the kind that went with every part; null where the store proves none, and then digests are SHA-256';
comment on column uploads.worked_at is 'when it was begun, gone on with, or a part was noted';
grant delete, insert, select on uploads to doclift_app;
grant update (fence, worked_at) on uploads to doclift_app;

create table used_org_tokens (
  hash_hex text not null,
  first_used_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint used_org_tokens_pkey PRIMARY KEY (hash_hex),
  constraint used_org_tokens_are_stored_as_sha256 CHECK ((hash_hex ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX used_org_tokens_by_expiry ON public.used_org_tokens USING btree (expires_at);
comment on index used_org_tokens_by_expiry is 'serves the removal of tokens that have expired';
grant delete, insert, select on used_org_tokens to doclift_app;

create table webhook_deliveries (
  id uuid not null,
  number bigint generated always as identity not null,
  webhook_id uuid not null,
  event_number bigint,
  kind text not null,
  created_at timestamp with time zone not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  tries integer default 0 not null,
  next_attempt_at timestamp with time zone,
  last_attempt_at timestamp with time zone,
  last_status integer,
  last_code text,
  last_duration_ms integer,
  constraint webhook_deliveries_number_key UNIQUE (number),
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_event_number_fkey FOREIGN KEY (event_number) REFERENCES run_events(number),
  constraint webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id),
  constraint deliveries_of_events_name_them CHECK (((event_number IS NULL) = (kind = 'webhook.test'::text))),
  constraint delivery_kinds_are_known CHECK ((kind = ANY (ARRAY['run.created'::text, 'run.planned'::text, 'run.approved'::text, 'run.started'::text, 'run.halted'::text, 'run.resumed'::text, 'run.ended'::text, 'run.paused'::text, 'webhook.test'::text]))),
  constraint delivery_states_are_known CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'given_up'::text]))),
  constraint pending_deliveries_say_when CHECK (((state = 'pending'::text) = (next_attempt_at IS NOT NULL)))
) with (fillfactor=80);
CREATE INDEX webhook_deliveries_by_webhook ON public.webhook_deliveries USING btree (webhook_id, number);
comment on index webhook_deliveries_by_webhook is 'serves the delivery log of one webhook';
CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (webhook_id, next_attempt_at) WHERE (state = 'pending'::text);
comment on index webhook_deliveries_due is 'serves the claim of what is to be sent to each webhook';
comment on column webhook_deliveries.attempts is 'in total; the number of an attempt is its fence';
comment on column webhook_deliveries.tries is 'since it was last queued; they decide the wait';
grant insert, select on webhook_deliveries to doclift_app;
grant update (state, attempts, tries, next_attempt_at, last_attempt_at, last_status, last_code, last_duration_ms) on webhook_deliveries to doclift_app;

create table webhooks (
  id uuid not null,
  url text not null,
  events text[] not null,
  description text,
  secret_generation integer default 1 not null,
  is_paused boolean default false not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint webhooks_pkey PRIMARY KEY (id),
  constraint webhook_events_are_known CHECK (((events <@ ARRAY['run.created'::text, 'run.planned'::text, 'run.approved'::text, 'run.started'::text, 'run.halted'::text, 'run.resumed'::text, 'run.ended'::text, 'run.paused'::text]) AND (cardinality(events) > 0)))
);
comment on column webhooks.secret_generation is 'the secret is derived from the key of the installation, the id and this';
grant insert, select on webhooks to doclift_app;
grant update (events, secret_generation, is_paused, deleted_at) on webhooks to doclift_app;

create table workers (
  id uuid not null,
  kind text not null,
  takes_tasks boolean not null,
  host text not null,
  process_id integer not null,
  version text not null,
  schema_version integer not null,
  tasks jsonb not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  constraint workers_pkey PRIMARY KEY (id),
  constraint worker_kinds_are_known CHECK ((kind = ANY (ARRAY['service'::text, 'worker'::text])))
);
comment on column workers.tasks is 'runs and batches that it works on, as of its last beat';
comment on column workers.seen_at is 'its last beat; a row leaves long after it';
grant delete, insert, select on workers to doclift_app;
grant update (tasks, seen_at) on workers to doclift_app;
