"""What is decided about records, without Odoo: shapes, normal forms, matching and merging."""
