"""Signing in with one token, without Odoo: envelopes, claims, secrets and return addresses."""
