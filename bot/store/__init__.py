"""What is kept between one start and the next: tables, migrations, one repository a noun; on SQLite and on PostgreSQL."""
