import secrets

from odoo import api, fields, models

from ..pipeline.error_text import error_text
from ..pipeline.exchanges import store_entries
from ..pipeline.secret_keys import SecretUnreadable
from ..pipeline.token_store import DatabaseTokenStore
from ..providers import registry
from ..providers.base import EntryList, ProviderError

CALLBACK = "/deratix/oauth/callback"


class DeratixConnection(models.Model):
    """Connections to systems where a person consents in the browser."""

    _name = "deratix.connection"
    _inherit = ["deratix.connection", "mail.activity.mixin"]

    consent_optional = fields.Boolean(compute="_compute_consent_optional")
    consent_chosen = fields.Boolean(
        string="Authorise in the Browser",
        tracking=True,
        help="For an application that the system registered for its vendor. Leave it off for one "
        "that you have made yourself in the settings of your account.",
    )
    by_consent = fields.Boolean(compute="_compute_authorisation")
    authorisation = fields.Selection(
        [("none", "Missing"), ("dead", "Ended"), ("good", "Given")],
        compute="_compute_authorisation",
    )
    authorised_by = fields.Many2one("res.users", compute="_compute_authorisation")
    authorised_until = fields.Datetime(
        compute="_compute_authorisation", help="Each use of the connection prolongs it."
    )
    redirect_uri = fields.Char(
        string="Redirect Address",
        compute="_compute_redirect_uri",
        help="Enter it in the settings of the application, in the system.",
    )
    token_ids = fields.One2many(
        "deratix.token", "connection_id", groups=fields.NO_ACCESS, copy=False
    )

    @api.depends("provider")
    def _compute_consent_optional(self):
        for connection in self:
            provider = connection._oauth_class()
            connection.consent_optional = bool(provider and provider.consent_optional)

    @api.depends(
        "provider",
        "consent_chosen",
        "credential_ids.ciphertext",
        "token_ids.dead",
        "token_ids.refresh_until",
        "token_ids.user_id",
    )
    def _compute_authorisation(self):
        for connection in self:
            provider = connection._oauth_class()
            own = connection.sudo()
            given = {row.key: "set" for row in own.credential_ids if row.ciphertext}
            by_consent = provider and provider.by_consent(given | own._sign_in_choice())
            token = own.token_ids[:1] if by_consent else own.token_ids.browse()
            connection.by_consent = bool(by_consent)
            connection.authorised_by = token.user_id
            connection.authorised_until = token.refresh_until
            connection.authorisation = by_consent and (
                "none" if not token else "dead" if token.dead else "good"
            )

    @api.depends("provider")
    def _compute_redirect_uri(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        for connection in self:
            connection.redirect_uri = connection._oauth_class() and f"{base.rstrip('/')}{CALLBACK}"

    @api.depends("authorisation")
    def _compute_status(self):
        result = super()._compute_status()
        for connection in self:
            if connection._missing_settings() or connection.authorisation not in ("none", "dead"):
                continue
            connection.status = "incomplete"
            connection.status_reason = (
                self.env._("Not authorised yet.")
                if connection.authorisation == "none"
                else self.env._("The authorisation has ended. Authorise again.")
            )
        return result

    def write(self, vals):
        result = super().write(vals)
        if "consent_chosen" in vals:
            self._drop_token()
            self._forget_test()
        return result

    def _drop_secrets_of_other_host(self, base_url):
        moved = super()._drop_secrets_of_other_host(base_url)
        moved._drop_token()
        return moved

    def _drop_token(self):
        self.sudo().token_ids.unlink()

    def _oauth_class(self):
        """The class of the provider, ``None`` when it does not sign in by OAuth."""
        provider = self.provider and self._provider_class()
        return provider if provider and registry.signs_in_by_oauth(provider) else None

    def _sign_in_choice(self):
        choice = super()._sign_in_choice()
        return choice | ({"by_consent": "yes"} if self.consent_chosen else {})

    def _token_store(self):
        if not self._oauth_class():
            return super()._token_store()
        return DatabaseTokenStore(self)

    # -- consent ------------------------------------------------------------------------------

    def action_authorise(self):
        """Go to the page of the system where a person consents."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": f"/deratix/oauth/authorise/{self.id}",
            "target": "self",
        }

    def _page_after_consent(self):
        """Where the browser goes when it has come back."""
        self.ensure_one()
        return f"/odoo/integration-connections/{self.id}"

    def _begin_consent(self):
        """Note that the user at hand begins. Raises ``AccessError``, ``MissingError``,
        ``ProviderError`` and ``SecretUnreadable``.

        :return: ``(address of the consent page, its state)``
        """
        self.ensure_one()
        self.check_access("write")
        provider = self._provider(EntryList())
        state = secrets.token_urlsafe(32)
        Authorisation = self.env["deratix.authorisation"].sudo()
        Authorisation.create(
            {
                "digest": Authorisation._digest(state),
                "user_id": self.env.uid,
                "connection_id": self.id,
                "redirect_uri": self.redirect_uri,
            }
        )
        return provider.oauth.consent_page(self.redirect_uri, state), state

    def _finish_consent(self, code, redirect_uri):
        """Turn the code that came back into a token, and test the connection. Raises
        ``AccessError`` and ``MissingError``.

        :return: what went wrong, in words, or ``None``
        """
        self.ensure_one()
        self.check_access("write")
        entries = EntryList()
        # What was begun has ended, whatever happens; nothing is open while the system answers.
        self.env["ir.cron"]._commit_progress()
        try:
            self._provider(entries).oauth.exchange(code, redirect_uri)
        except ProviderError as error:
            return error_text(self.env, error)
        except SecretUnreadable as error:
            return str(error)
        finally:
            store_entries(self.env, self.id, entries.take())
        # From here on this transaction sees the token, and holds no lock on it below.
        self.env["ir.cron"]._commit_progress()
        self.env.invalidate_all()
        self.sudo().token_ids.user_id = self.env.user
        self._drop_warnings()
        self.message_post(body=self.env._("The connection was authorised."))
        self.env["ir.cron"]._commit_progress()
        self._run_test()
        return None

    # -- warnings -----------------------------------------------------------------------------

    def _drop_warnings(self):
        self.sudo().activity_unlink(["deratix_integrations.activity_authorise"])

    def _who_authorises(self, user):
        """The user who consented, or else an administrator of the integrations."""
        self.ensure_one()
        admins = self.env.ref("deratix_integrations.group_admin").sudo().all_user_ids
        able = admins.filtered(
            lambda each: each.active and self.company_id in each.company_ids
        ).sorted("id")
        return user if user in able else (able.filtered(lambda each: not each.share) or able)[:1]
