-- Nobody is signed in anywhere by a copy of the database: the secrets do not leave production.
UPDATE deratix_multipass SET to_odoo = false, from_odoo = false;
DELETE FROM deratix_multipass_secret;
UPDATE deratix_multipass SET check_steps = NULL, checked_at = NULL;
