package sqlite

import "database/sql"

// DB is the database, for tables beside those of the store.
func (s *Store) DB() *sql.DB { return s.db }
