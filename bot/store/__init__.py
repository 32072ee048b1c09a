"""What is kept from one start to the next: tables, migrations, one repository a noun; SQLite and PostgreSQL."""
