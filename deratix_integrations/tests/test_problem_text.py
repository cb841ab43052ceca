from odoo.tests import tagged

from ..pipeline.error_text import error_text
from ..providers.base import Rejected
from .common import IntegrationCase


@tagged("post_install", "-at_install")
class TestProblemText(IntegrationCase):
    def text(self, **params):
        return error_text(self.env, Rejected(host="h.example", reasons=("inside",), **params))

    def test_what_was_found_before_anything_was_sent(self):
        vat = self.text(problem="vat", vat="19", allowed=("21", "9", "0"))
        self.assertIn("VAT of “19” % for this client today, only 21, 9, 0 %.", vat)
        self.assertIn("citizen service number in h.example", self.text(problem="citizen_number"))
        self.assertIn("whole percents", self.text(problem="whole_percent"))
        for problem in ("vat", "citizen_number", "whole_percent"):
            self.assertNotIn("inside", self.text(problem=problem))

    def test_what_the_system_says_itself(self):
        self.assertIn("inside", self.text())
