// Package releases keeps the releases of projects in the database of a server,
// beside the logs that they are points in: so each process of the server has them,
// and a backup does.
package releases

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"time"

	"gloss/annotations/dataset/release"
	"gloss/cmd/gloss/internal/sqlstore"
)

//go:embed migrations
var migrations embed.FS

// Errors that callers tell apart.
var (
	ErrTaken   = errors.New("there is a release of this name already, and a release does not change")
	ErrUnknown = errors.New("there is no such release")
)

// Made is what a list of releases says of one.
type Made struct {
	Project   string    `json:"project"`
	Name      string    `json:"name"`
	Made      time.Time `json:"made"`
	By        string    `json:"by"` // name of the account; "" for the command line
	Documents int       `json:"documents"`
	Digest    string    `json:"digest"`
}

// Releases are those of a server. All methods may be called at the same time, by
// several processes on one database.
type Releases struct {
	db  *sql.DB
	now func() time.Time
}

// Open brings the tables up to date in the database of a store.
func Open(ctx context.Context, st *sqlstore.Store) (*Releases, error) {
	steps, err := sqlstore.Steps(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx, "releases", steps); err != nil {
		return nil, fmt.Errorf("the releases: %w", err)
	}
	return &Releases{st.DB(), time.Now}, nil
}

// Add keeps a release that somebody has made now; the error is ErrTaken when its
// project has one of its name.
func (r *Releases) Add(ctx context.Context, one release.Release, by string) (Made, error) {
	return r.Keep(ctx, one, by, r.now().UTC().Truncate(time.Millisecond))
}

// Keep keeps one that was made at another time, or elsewhere.
func (r *Releases) Keep(ctx context.Context, one release.Release, by string, at time.Time) (Made, error) {
	m := Made{one.Project.ID.String(), one.Name, at, by, len(one.Documents), one.Digest}
	var body bytes.Buffer
	z := gzip.NewWriter(&body)
	if err := errors.Join(one.Write(z), z.Close()); err != nil {
		return m, err
	}
	result, err := r.db.ExecContext(ctx, `INSERT INTO releases (project, name, made, made_by, documents, digest, body) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		m.Project, m.Name, m.Made.UnixMilli(), m.By, m.Documents, m.Digest, body.Bytes())
	if err != nil {
		return m, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return m, errors.Join(err, ErrTaken)
	}
	return m, nil
}

// Of are the releases of a project, or of all with "", the oldest first.
func (r *Releases) Of(ctx context.Context, project string) (all []Made, err error) {
	rows, err := r.db.QueryContext(ctx, `SELECT project, name, made, made_by, documents, digest FROM releases
		WHERE $1 = '' OR project = $1 ORDER BY made, name, project`, project)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m Made
		var made int64
		if err := rows.Scan(&m.Project, &m.Name, &made, &m.By, &m.Documents, &m.Digest); err != nil {
			return nil, err
		}
		m.Made = time.UnixMilli(made).UTC()
		all = append(all, m)
	}
	return all, rows.Err()
}

// Get returns a release of a project, or ErrUnknown.
func (r *Releases) Get(ctx context.Context, project, name string) (release.Release, error) {
	var body []byte
	err := r.db.QueryRowContext(ctx, `SELECT body FROM releases WHERE project = $1 AND name = $2`, project, name).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	if err != nil {
		return release.Release{}, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return release.Release{}, err
	}
	return release.Read(z)
}
