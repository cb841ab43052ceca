from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.addons.deratix_integrations.providers.addresses import split_base_url
from odoo.addons.deratix_integrations.providers.base import AddressRefused
from odoo.exceptions import UserError, ValidationError

from ..multipass.addresses import Site
from ..multipass.claims import FIELDS, Direction, Layout, audience
from ..multipass.envelopes import ENVELOPES, envelope
from ..multipass.refusal import Reason, Refused
from ..multipass.stamps import TimeForm
from ..multipass.tokens import Scheme

STOPPED = "deratix_multipass.stopped"
TO_ODOO, FROM_ODOO = Direction.TO_ODOO.value, Direction.FROM_ODOO.value
# Written by the check, or for it.
_NO_SETTINGS = {
    "connection_id",
    "check_steps",
    "checked_at",
    "to_odoo_typed",
    "from_odoo_typed",
}
DIRECTIONS = [(TO_ODOO, "From there to Odoo"), (FROM_ODOO, "From Odoo to there")]


class DeratixMultipass(models.Model):
    """How one connection signs people in on the other side, in either direction."""

    _name = "deratix.multipass"
    _description = "Multipass"
    _rec_name = "connection_id"
    _order = "connection_id"

    connection_id = fields.Many2one(
        "deratix.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    to_odoo = fields.Boolean(
        string="Sign in to Odoo from There",
        help="Who is signed in there reaches Odoo without a password of Odoo.",
        copy=False,
    )
    from_odoo = fields.Boolean(
        string="Sign in There from Odoo",
        help="Who is signed in to Odoo reaches the other system without its password.",
        copy=False,
    )
    address = fields.Char(
        string="Sign-in Address There",
        compute="_compute_address",
        precompute=True,
        store=True,
        readonly=False,
        help="The page of the other system that takes a token, such as "
        "https://company.fakturownia.pl/login",
    )
    login_address = fields.Char(string="Sign-in Address of Odoo", compute="_compute_own_addresses")
    server_address = fields.Char(string="Multipass Server", compute="_compute_own_addresses")
    audience = fields.Char(compute="_compute_own_addresses")
    envelope = fields.Selection(
        [
            ("authenticated", "Encrypted and signed (recommended)"),
            ("zero_iv", "Older: not signed"),
            ("separate_signature", "Older: signature beside the token"),
        ],
        string="Form of the Tokens",
        default="authenticated",
        required=True,
    )
    is_older = fields.Boolean(compute="_compute_is_older")
    older_accepted = fields.Boolean(string="I accept the risks", copy=False)
    site_key = fields.Char(help="The older forms make their keys of this and of the secret.")
    times = fields.Selection(
        [
            (TimeForm.UTC.value, "2025-01-02T03:04:05Z"),
            (TimeForm.NAIVE.value, "2025-01-02T03:04:05 (UTC)"),
            (TimeForm.EPOCH.value, "Seconds since 1970"),
        ],
        string="Form of Times",
        default=TimeForm.UTC.value,
        required=True,
    )
    # What the claims are called in a token; an empty one is neither sent nor checked.
    claim_subject = fields.Char(string="Number or Login There", default=FIELDS["subject"])
    claim_login = fields.Char(string="Login", default=FIELDS["login"])
    claim_email = fields.Char(string="E-mail", default=FIELDS["email"])
    claim_created = fields.Char(string="Made At", default=FIELDS["created"])
    claim_expires = fields.Char(string="Ends At", default=FIELDS["expires"])
    claim_audience = fields.Char(string="Meant for", default=FIELDS["audience"])
    claim_direction = fields.Char(string="Direction", default=FIELDS["direction"])
    claim_token_id = fields.Char(string="Number of the Token", default=FIELDS["token_id"])
    claim_return_to = fields.Char(string="Page to Go to", default=FIELDS["return_to"])
    secret_ids = fields.One2many("deratix.multipass.secret", "multipass_id", string="Tokens")
    to_odoo_fingerprint = fields.Char(compute="_compute_fingerprints")
    from_odoo_fingerprint = fields.Char(compute="_compute_fingerprints")

    _connection_unique = models.Constraint(
        "UNIQUE (connection_id)", "This connection has its Multipass settings already."
    )

    @api.depends("connection_id.base_url")
    def _compute_address(self):
        for multipass in self:
            base = (multipass.connection_id.base_url or "").rstrip("/")
            multipass.address = f"{base}/login" if base else False

    @api.depends("connection_id")
    def _compute_own_addresses(self):
        parameters = self.env["ir.config_parameter"].sudo()
        base = parameters.get_param("web.base.url", "").rstrip("/")
        database = parameters.get_param("database.uuid", "")
        for multipass in self:
            number = multipass.connection_id.id
            own = f"{base}/deratix/multipass/{number}" if number else False
            multipass.login_address = own and f"{own}/login"
            multipass.server_address = own and f"{own}/multipass_server_login"
            multipass.audience = number and audience(database, str(number))

    @api.depends("envelope")
    def _compute_is_older(self):
        for multipass in self:
            multipass.is_older = (
                ENVELOPES[multipass.envelope].older if multipass.envelope else False
            )

    @api.depends("secret_ids.fingerprint", "secret_ids.until")
    def _compute_fingerprints(self):
        for multipass in self:
            current = {
                secret.direction: secret.fingerprint
                for secret in multipass.secret_ids
                if not secret.until
            }
            multipass.to_odoo_fingerprint = current.get(TO_ODOO)
            multipass.from_odoo_fingerprint = current.get(FROM_ODOO)

    @api.constrains("address")
    def _check_address(self):
        allow_private = self.env["deratix.connection"]._private_addresses_allowed()
        for multipass in self.filtered("address"):
            try:
                split_base_url(multipass.address, allow_private=allow_private)
                Site.of(multipass.address)
            except (AddressRefused, Refused):
                raise ValidationError(
                    self.env._(
                        "%s is no sign-in address. It has to be complete, to begin with https:// "
                        "and to have no parameters.",
                        multipass.address,
                    )
                ) from None

    @api.constrains("envelope", "older_accepted")
    def _check_envelope(self):
        if any(multipass.is_older and not multipass.older_accepted for multipass in self):
            raise ValidationError(
                self.env._(
                    "The older forms of tokens are off until you accept their risks: whoever sees "
                    "such a token can change it or use it again elsewhere."
                )
            )

    @api.constrains(*(f"claim_{name}" for name in FIELDS))
    def _check_claims(self):
        for multipass in self:
            if not (multipass.claim_subject or multipass.claim_login):
                raise ValidationError(
                    self.env._("An e-mail alone signs nobody in: name the number or the login.")
                )
            try:
                multipass._layout()
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "Each of the names has to be different, and a token has to tell when it "
                        "was made or when it ends."
                    )
                ) from None

    @api.constrains("to_odoo", "from_odoo", "address", "secret_ids")
    def _check_complete(self):
        for multipass in self:
            if multipass.to_odoo and not multipass.to_odoo_fingerprint:
                raise ValidationError(
                    self.env._("Set the token for signing in to Odoo before you switch it on.")
                )
            if multipass.from_odoo and not multipass.from_odoo_fingerprint:
                raise ValidationError(
                    self.env._("Set the token for signing in there before you switch it on.")
                )
            if multipass.from_odoo and not multipass.address:
                raise ValidationError(self.env._("Enter the sign-in address there."))

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        created._note_settings(set().union(*vals_list) if vals_list else set())
        return created

    def write(self, vals):
        if "connection_id" in vals:
            self.filtered(lambda one: one.connection_id.id != vals["connection_id"])._refuse_move()
        if "address" in vals:
            host = urlsplit(vals["address"] or "").netloc
            self.filtered(
                lambda one: one.address and urlsplit(one.address).netloc != host
            )._forget_secrets()
        if vals.get("envelope") == "authenticated":
            vals = {**vals, "older_accepted": False}
        result = super().write(vals)
        self._note_settings(vals)
        return result

    def _refuse_move(self):
        if self:
            raise ValidationError(
                self.env._("These settings belong to one connection. Make new ones for another.")
            )

    def _note_settings(self, names):
        """What somebody changed goes to the audit, by its name and without its value."""
        changed = sorted(set(names) & set(self._fields) - _NO_SETTINGS)
        if changed:
            labels = self.fields_get(changed, ["string"])
            detail = ", ".join(labels[name]["string"] for name in changed if name in labels)
            for multipass in self:
                multipass._note("settings", detail=detail)

    def _forget_secrets(self):
        """A secret is for the system it was entered for; without it a direction is off."""
        if self.secret_ids:
            self.write({"to_odoo": False, "from_odoo": False})
            self.sudo().secret_ids.unlink()

    # -- what the pure package needs ----------------------------------------------------------

    def _layout(self):
        """Raises ``ValueError`` when the names of the claims make none."""
        self.ensure_one()
        names = {name: self[f"claim_{name}"] for name in FIELDS if self[f"claim_{name}"]}
        return Layout(names=names, times=TimeForm(self.times))

    def _scheme(self, direction):
        """How tokens look in a direction, or ``None`` while there is no secret for it."""
        self.ensure_one()
        keys = self.secret_ids._keys(direction)
        if not keys:
            return None
        return Scheme(
            envelope=envelope(self.envelope, older_accepted=self.older_accepted),
            layout=self._layout(),
            keys=keys,
            audience=self.audience,
            direction=Direction(direction),
        )

    def _ready(self, direction):
        """The scheme of a direction that is switched on; raises ``Refused``."""
        if self._stopped():
            raise Refused(Reason.STOPPED)
        if not (self and self[direction]):
            raise Refused(Reason.OFF)
        try:
            scheme = self._scheme(direction)
        except UserError:
            # Also of a key file: what is wrong with it is not for strangers.
            raise Refused(Reason.SECRET_UNREADABLE) from None
        if scheme is None:
            raise Refused(Reason.OFF)
        return scheme

    @api.model
    def _of(self, connection_id):
        """The settings of a connection that is in use, or none."""
        return self.search_fetch(
            [("connection_id", "=", connection_id), ("connection_id.active", "=", True)]
        )

    def _note(self, outcome, **values):
        self.ensure_one()
        self.env["deratix.multipass.event"]._note(self.connection_id, outcome, **values)

    def _site(self):
        """The addresses a token may be taken to. Raises ``Refused``."""
        self.ensure_one()
        return Site.of(self.address, (urlsplit(self.address).path or "/",))

    @api.model
    def _stopped(self):
        """Whether somebody has pulled the switch that stops all signing in by Multipass."""
        value = self.env["ir.config_parameter"].sudo().get_param(STOPPED, "")
        return value.lower() in ("1", "true")
