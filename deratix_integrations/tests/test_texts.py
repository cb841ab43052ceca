from odoo.tests import tagged

from ..engine.normalize import HINTS
from ..pipeline.error_text import error_text, hint_text, step_title
from ..providers import base, registry
from .common import IntegrationCase


def subclasses(of):
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


@tagged("post_install", "-at_install")
class TestTexts(IntegrationCase):
    """What a person reads: nothing falls through to a code."""

    def test_each_error_has_a_sentence(self):
        general = error_text(self.env, base.ProviderError())
        texts = {}
        for error_class in subclasses(base.ProviderError):
            with self.subTest(error_class.__name__):
                text = error_text(self.env, error_class(host="host.example"))
                self.assertNotEqual(text, general)
                self.assertGreater(len(text), 20)
                self.assertNotIn(text, texts.values(), "each failure has a sentence of its own")
                texts[error_class] = text
        self.assertGreater(len(texts), 10)

    def test_sentences_name_what_happened(self):
        cases = {
            base.WrongAccount(expected="4711", answered="12"): ("4711", "12"),
            base.Throttled(host="h.example", wait=30): ("h.example", "30"),
            base.Rejected(host="h.example", reasons=("one", "two")): ("one; two",),
            base.SettingMissing(setting="company_id"): ("Company ID",),
            base.RedirectRefused(host="h.example", target="t.example"): ("t.example",),
        }
        for error, parts in cases.items():
            for part in parts:
                with self.subTest(error.code):
                    self.assertIn(part, error_text(self.env, error))

    def test_no_code_stands_in_a_sentence(self):
        """Neither what was not permitted nor what was wrong with an answer."""
        for code in base.ACTIONS:
            with self.subTest(code):
                denied = base.PermissionDenied(host="h.example", action=code)
                self.assertNotIn(f"({code})", error_text(self.env, denied))
        general = error_text(self.env, base.UnexpectedAnswer(host="h.example", reason="?"))
        self.assertNotIn("?", general)
        for code in ("html", "json", "empty", "too_large", "not_found", "order", "no_pdf"):
            with self.subTest(code):
                text = error_text(self.env, base.UnexpectedAnswer(host="h.example", reason=code))
                self.assertNotEqual(text, general)

    def test_the_log_has_a_label_for_each_code(self):
        exchange = self.env["deratix.exchange"]
        codes = {each.code for each in subclasses(base.ProviderError)}
        self.assertLessEqual(codes, set(exchange._fields["error_code"].get_values(self.env)))
        self.assertEqual(set(base.ACTIONS), set(exchange._fields["action"].get_values(self.env)))

    def test_each_hint_has_a_sentence(self):
        for code in HINTS:
            with self.subTest(code):
                self.assertNotEqual(hint_text(self.env, code), code)

    def test_each_setting_has_a_label(self):
        labels = self.env["deratix.credential"]._labels()
        for provider in registry.providers().values():
            for setting in provider.settings:
                with self.subTest(setting.key):
                    self.assertIn(setting.key, labels)

    def test_each_step_has_a_title(self):
        for key in ("reach", "sign_in", "permissions"):
            self.assertNotEqual(step_title(self.env, key), key)

    def test_each_provider_has_an_integration(self):
        codes = self.env["deratix.integration"].search([("needs_connection", "=", True)])
        self.assertEqual(set(registry.providers()), set(codes.mapped("code")))
