-- The sign-in data: not even their ciphertext leaves the production database.
UPDATE deratix_credential SET ciphertext = NULL;
UPDATE res_config_settings SET deratix_fakturownia_sealed = NULL;
DELETE FROM deratix_token;
DELETE FROM deratix_authorisation;

-- No connection is used, and none looks tested.
UPDATE deratix_connection
   SET active = false,
       sync_state = 'off',
       last_test_at = NULL,
       last_test_ok = false,
       last_test_message = NULL,
       last_test_steps = NULL,
       webhook_state = 'off',
       webhook_key = NULL,
       webhook_sealed = NULL,
       webhook_message = NULL,
       webhook_checked_at = NULL;
DELETE FROM deratix_webhook_event;

-- Addresses under which anyone can see a document.
UPDATE deratix_invoice SET public_page = NULL;
UPDATE deratix_run_line SET document = document - 'public_page' WHERE document IS NOT NULL;
UPDATE deratix_run_line
   SET undo_data = undo_data #- '{before,public_page}'
 WHERE is_document AND undo_data IS NOT NULL;

-- Nothing goes on by itself. A run keeps where it stood, so that it can be continued on purpose.
UPDATE deratix_run
   SET stopped_in = state,
       state = 'cancelled',
       waiting_until = NULL
 WHERE state IN ('reading', 'collecting', 'applying', 'undoing');

UPDATE deratix_flow SET state = 'paused', pause_reason = NULL, paused_until = NULL
 WHERE state = 'on';

UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id
                FROM ir_model_data
               WHERE model = 'ir.cron' AND module = 'deratix_integrations');
