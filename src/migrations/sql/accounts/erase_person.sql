-- Takes from what is kept about a person whatever is nobody else's and proves nothing: the name and the mailbox wherever they
-- stand by themselves, what was typed and never sent, drafts that nobody else could go on with, consents. Entries, sheets,
-- ballots, protocols and the record of deeds keep their facts. Answers with how much went.
CREATE OR REPLACE FUNCTION erase_person(person uuid, erased_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  mailbox text;
  nowhere text := 'erased-' || person || '@erased.invalid';
  drafts uuid[];
  letters integer;
  consents integer;
BEGIN
  SELECT email INTO mailbox FROM user_account WHERE id = person;
  drafts := ARRAY(SELECT drafts_of_nobody_else(person));
  DELETE FROM submission_draft WHERE submission_id = ANY (drafts);
  DELETE FROM submission_field WHERE submission_id = ANY (drafts);
  DELETE FROM submission_field_past WHERE submission_id = ANY (drafts);
  DELETE FROM attachment WHERE submission_id = ANY (drafts);
  UPDATE submission SET title = '', state = 'withdrawn', reason = 'erased', withdrawn_at = erased_at, version = version + 1
   WHERE id = ANY (drafts);

  DELETE FROM kept_text WHERE user_id = person;
  DELETE FROM submission_presence WHERE user_id = person;
  DELETE FROM broadcast_refusal WHERE user_id = person;
  DELETE FROM registration WHERE email = mailbox;
  DELETE FROM throttle WHERE position(mailbox IN key) > 0;
  DELETE FROM membership WHERE user_id = person;
  DELETE FROM session WHERE user_id = person;
  DELETE FROM sign_in_link WHERE user_id = person;
  UPDATE api_token SET name = '' WHERE user_id = person;
  UPDATE role_grant SET revoked_at = erased_at WHERE user_id = person AND revoked_at IS NULL;
  UPDATE submission_collaborator SET removed_at = erased_at, removed_by_id = person WHERE user_id = person AND removed_at IS NULL;
  UPDATE membership_request SET state = 'withdrawn', answered_at = erased_at, answered_by_id = person
   WHERE user_id = person AND state = 'open';
  UPDATE invitation SET email = nowhere, name = '–' WHERE email = mailbox;
  UPDATE collaborator_invitation SET email = nowhere, name = '–' WHERE email = mailbox;

  UPDATE delivery SET recipient = nowhere, context = jsonb_set(context, '{name}', '"–"'),
         state = CASE WHEN state = 'waiting' THEN 'withdrawn' ELSE state END
   WHERE recipient = mailbox;
  GET DIAGNOSTICS letters = ROW_COUNT;

  INSERT INTO person_consent (id, person_id, kind, position, consent_version, text_hash, act, at)
  SELECT gen_random_uuid(), c.person_id, c.kind, c.position + 1, c.consent_version, c.text_hash, 'withdrawn', erased_at
    FROM practice_person p CROSS JOIN LATERAL (
      SELECT DISTINCT ON (k.kind) k.* FROM person_consent k WHERE k.person_id = p.id ORDER BY k.kind, k.position DESC) c
   WHERE p.email = mailbox AND c.act = 'given';
  GET DIAGNOSTICS consents = ROW_COUNT;
  INSERT INTO account_consent (id, user_id, cycle_id, kind, position, consent_version, text_hash, act, at)
  SELECT gen_random_uuid(), c.user_id, c.cycle_id, c.kind, c.position + 1, c.consent_version, c.text_hash, 'withdrawn', erased_at
    FROM (SELECT DISTINCT ON (k.cycle_id, k.kind) k.* FROM account_consent k WHERE k.user_id = person
           ORDER BY k.cycle_id, k.kind, k.position DESC) c
   WHERE c.act = 'given';
  UPDATE practice_person SET name = '–', email = nowhere, removed_at = coalesce(removed_at, erased_at), version = version + 1
   WHERE email = mailbox;

  UPDATE user_account SET email = nowhere, name = '–', password_hash = NULL, deactivated_at = coalesce(deactivated_at, erased_at),
         version = version + 1
   WHERE id = person;
  RETURN jsonb_build_object('drafts', cardinality(drafts), 'letters', letters, 'consents', consents);
END $$;
