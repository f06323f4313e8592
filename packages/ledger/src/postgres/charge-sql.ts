/**
 * The one function by which charges are written. It runs with its owner's rights, so that whoever charges needs none to
 * change a table, and it believes nothing of what a balance comes to: that is taken from the text of the record.
 *
 * No backslashes and no settings of a session matter to it: it is read again in each session of whoever calls it.
 * [postgres.proof.md]
 */
export const chargeFunction = `CREATE FUNCTION charge(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = :schema, pg_temp AS $charge$
DECLARE
  asked jsonb;
  part jsonb;
  at bigint;
  known record;
  outcomes jsonb := '[]';
BEGIN
  -- (1) Durable before it is told, whatever the session chose.
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  -- (2) One after another on each lineage, and always locked in one order.
  PERFORM FROM lineage WHERE dataset IN (
    SELECT p->>'dataset' FROM jsonb_array_elements(requests) AS r, jsonb_array_elements(r->'spends') AS p
  ) ORDER BY dataset FOR UPDATE;
  FOR asked IN SELECT jsonb_array_elements(requests) LOOP
    BEGIN
      INSERT INTO request VALUES (asked->>'id', asked->>'content', asked->>'receipt')
        ON CONFLICT (id) DO NOTHING;
      IF FOUND THEN
        -- (3) All parts or none: a part that is refused undoes the request.
        FOR part, at IN SELECT * FROM jsonb_array_elements(asked->'spends') WITH ORDINALITY LOOP
          PERFORM :schema.charge_part(asked, part, (at - 1)::integer);
        END LOOP;
        outcomes := outcomes || '["done"]';
      ELSE
        SELECT content, receipt INTO STRICT known FROM request WHERE id = asked->>'id';
        outcomes := outcomes || jsonb_build_array(
          jsonb_build_object('content', known.content, 'receipt', known.receipt));
      END IF;
    EXCEPTION
      WHEN SQLSTATE 'DL001' THEN outcomes := outcomes || '["refused"]';
      WHEN SQLSTATE 'DL002' THEN outcomes := outcomes || '["early"]';
    END;
  END LOOP;
  RETURN outcomes;
END $charge$`

/** One part of a request: one conditional update, and inserts that depend on it, in one statement. */
export const chargePartFunction = `CREATE FUNCTION charge_part(asked jsonb, spend jsonb, place integer) RETURNS void
LANGUAGE plpgsql SET search_path = :schema, pg_temp AS $part$
DECLARE
  name text := spend->>'dataset';
  rec jsonb := (spend->>'text')::jsonb;
  events_text text := spend->>'events';
  digest_ text := encode(sha256(convert_to(events_text, 'UTF8')), 'hex');
  main numeric;
  delta numeric;
  now_in bigint;
  whose text[];
BEGIN
  IF (rec->'version' = '1' AND rec->>'kind' = 'charge' AND rec->>'requestId' = asked->>'id' AND rec->>'content' = asked->>'content'
    AND (rec->>'part')::integer = place AND (rec->>'parts')::integer = jsonb_array_length(asked->'spends')
    AND rec->>'events' = digest_ AND rec->>'unit' <> ''
    AND rec->'amount'->>'main' ~ '^(0|[1-9][0-9]{0,40})$' AND rec->'amount'->>'delta' ~ '^(0|[1-9][0-9]{0,40})$'
    AND rec->>'period' ~ '^(0|[1-9][0-9]{0,15})$') IS NOT TRUE THEN
    RAISE EXCEPTION 'no record of a charge' USING ERRCODE = 'DL003';
  END IF;
  main := (rec->'amount'->>'main')::numeric;
  delta := (rec->'amount'->>'delta')::numeric;
  now_in := (rec->>'period')::bigint;
  whose := ARRAY(SELECT 'group ' || jsonb_array_elements_text(rec->'by'->'groups'));
  IF rec->'by' ? 'analyst' THEN whose := whose || ('analyst ' || (rec->'by'->>'analyst')); END IF;
  -- (4) A period begins by this clock, never by the clock of whoever charges.
  IF EXISTS (SELECT FROM lineage WHERE dataset = name AND now_in > period AND now_in > COALESCE(
    floor(extract(epoch FROM clock_timestamp() - opened_at::timestamptz) / (renewal_days * 86400)), period)) THEN
    RAISE EXCEPTION 'before its time' USING ERRCODE = 'DL002';
  END IF;
  WITH line AS (
    UPDATE lineage AS l SET
      period = now_in,
      spent_main = CASE WHEN now_in > l.period THEN 0 ELSE l.spent_main END + main,
      spent_delta = CASE WHEN now_in > l.period THEN 0 ELSE l.spent_delta END + delta,
      lifetime_main = l.lifetime_main + main,
      lifetime_delta = l.lifetime_delta + delta,
      neighbours = COALESCE(l.neighbours, rec->>'neighbours'),
      unit = COALESCE(l.unit, CASE WHEN rec->>'neighbours' IS NULL THEN NULL ELSE rec->>'unit' END),
      records = l.records + 1,
      head = :schema.next_hash(l.head, spend->>'text')
    WHERE l.dataset = name
      AND now_in >= l.period
      AND CASE WHEN now_in > l.period THEN 0 ELSE l.spent_main END + main <= l.cap_main
      AND CASE WHEN now_in > l.period THEN 0 ELSE l.spent_delta END + delta <= l.cap_delta
      AND COALESCE(l.unit, rec->>'unit') = rec->>'unit'
      AND (rec->>'neighbours' IS NULL OR COALESCE(l.neighbours, rec->>'neighbours') = rec->>'neighbours')
      AND NOT EXISTS (
        SELECT FROM account AS a WHERE a.dataset = name AND a.scope = ANY (whose) AND a.cap_main IS NOT NULL AND (
          CASE WHEN now_in > a.period THEN 0 ELSE a.spent_main END + main > a.cap_main
          OR CASE WHEN now_in > a.period THEN 0 ELSE a.spent_delta END + delta > a.cap_delta))
    RETURNING l.records - 1 AS seq, l.head
  ), accounts AS (
    INSERT INTO account AS a (dataset, scope, period, spent_main, spent_delta)
      SELECT DISTINCT name, scope, now_in, main, delta FROM line, unnest(whose) AS scope
      ON CONFLICT (dataset, scope) DO UPDATE SET
        period = now_in,
        spent_main = CASE WHEN now_in > a.period THEN 0 ELSE a.spent_main END + main,
        spent_delta = CASE WHEN now_in > a.period THEN 0 ELSE a.spent_delta END + delta
  ), exact AS (
    INSERT INTO events SELECT digest_, events_text FROM line ON CONFLICT (digest) DO NOTHING
  ), counted AS (
    INSERT INTO tally AS t SELECT name, digest_, 1 FROM line
      ON CONFLICT (dataset, digest) DO UPDATE SET times = t.times + 1
  )
  INSERT INTO record SELECT name, seq, spend->>'text', head FROM line;
  IF NOT FOUND THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'DL001'; END IF;
END $part$`

/** The owner's acts, with the rights of whoever calls it. */
export const actFunction = `CREATE FUNCTION act(acts jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = :schema, pg_temp AS $act$
DECLARE
  a jsonb;
  s jsonb;
  next_ text;
  seq_ bigint;
BEGIN
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  PERFORM FROM lineage WHERE dataset IN (SELECT one->>'dataset' FROM jsonb_array_elements(acts) AS one)
    ORDER BY dataset FOR UPDATE;
  FOR a IN SELECT jsonb_array_elements(acts) LOOP
    s := a->'state';
    next_ := :schema.next_hash(COALESCE(a->>'after', repeat('0', 64)), a->>'text');
    IF a->>'after' IS NULL THEN
      INSERT INTO lineage VALUES (
        a->>'dataset', s->>'rule', (s->>'cap_main')::numeric, (s->>'cap_delta')::numeric, s->>'opened_at',
        (s->>'renewal_days')::bigint, (s->>'period')::bigint, (s->>'spent_main')::numeric,
        (s->>'spent_delta')::numeric, (s->>'lifetime_main')::numeric, (s->>'lifetime_delta')::numeric,
        s->>'neighbours', s->>'unit', 1, next_
      ) ON CONFLICT (dataset) DO NOTHING RETURNING 0 INTO seq_;
    ELSE
      UPDATE lineage AS l SET
        period = (s->>'period')::bigint,
        spent_main = (s->>'spent_main')::numeric, spent_delta = (s->>'spent_delta')::numeric,
        lifetime_main = (s->>'lifetime_main')::numeric, lifetime_delta = (s->>'lifetime_delta')::numeric,
        neighbours = s->>'neighbours', unit = s->>'unit', records = l.records + 1, head = next_
      WHERE l.dataset = a->>'dataset' AND l.head = a->>'after' RETURNING l.records - 1 INTO seq_;
    END IF;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO account SELECT
        a->>'dataset', t->>'scope', (t->>'cap_main')::numeric, (t->>'cap_delta')::numeric,
        (t->>'period')::bigint, (t->>'spent_main')::numeric, (t->>'spent_delta')::numeric
      FROM jsonb_array_elements(a->'accounts') AS t
      ON CONFLICT (dataset, scope) DO UPDATE SET
        cap_main = excluded.cap_main, cap_delta = excluded.cap_delta, period = excluded.period,
        spent_main = excluded.spent_main, spent_delta = excluded.spent_delta;
    INSERT INTO record VALUES (a->>'dataset', seq_, a->>'text', next_);
    IF a ? 'events' THEN
      INSERT INTO events VALUES (a->'events'->>'digest', a->'events'->>'text') ON CONFLICT (digest) DO NOTHING;
      INSERT INTO tally AS t VALUES (a->>'dataset', a->'events'->>'digest', 1)
        ON CONFLICT (dataset, digest) DO UPDATE SET times = t.times + 1;
    END IF;
    IF a ? 'request' THEN
      INSERT INTO request VALUES (a->'request'->>'id', a->'request'->>'content', a->'request'->>'receipt')
        ON CONFLICT (id) DO NOTHING;
    END IF;
    IF a ? 'epoch' THEN UPDATE ledger SET epoch = greatest(epoch, (a->>'epoch')::bigint); END IF;
  END LOOP;
  RETURN true;
END $act$`

/** As `nextHash` of chain.ts. */
export const nextHashFunction = `CREATE FUNCTION next_hash(before text, written text) RETURNS text
LANGUAGE sql IMMUTABLE AS $hash$
  SELECT encode(sha256(convert_to('dither ledger 1' || chr(10) || before || chr(10) || written, 'UTF8')), 'hex')
$hash$`
