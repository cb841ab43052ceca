"""What is decided about archives, without Odoo: reading, names, content, and what a path means."""
