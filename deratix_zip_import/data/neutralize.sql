-- Nothing goes on by itself, and no upload is waited for. The files belong to the database that
-- took them in and are in a folder of its name: a copy has none and touches none.
UPDATE deratix_archive
   SET stopped_in = state,
       state = 'cancelled',
       waiting_until = NULL
 WHERE state IN ('uploading', 'inspecting', 'recognising', 'importing', 'undoing');

UPDATE ir_cron
   SET active = false
 WHERE id IN (SELECT res_id
                FROM ir_model_data
               WHERE model = 'ir.cron' AND module = 'deratix_zip_import');
