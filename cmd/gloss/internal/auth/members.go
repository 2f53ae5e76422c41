package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Member is somebody in a project.
type Member struct {
	User
	Role  Role      `json:"role"`
	Since time.Time `json:"since"`
}

func (a *Accounts) roles(ctx context.Context, user string) (map[string]Role, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT project, role FROM members WHERE user_id = $1`, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	roles := map[string]Role{}
	for rows.Next() {
		var project string
		var role Role
		if err := rows.Scan(&project, &role); err != nil {
			return nil, err
		}
		roles[project] = role
	}
	return roles, rows.Err()
}

// Members are those of a project, by name.
func (a *Accounts) Members(ctx context.Context, project string) ([]Member, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT `+userColumns+`, m.role, m.made FROM members m JOIN users u ON u.id = m.user_id
		WHERE m.project = $1 ORDER BY u.folded`, project)
	return sqlstore.Collect(rows, err, func(scan func(...any) error) (m Member, err error) {
		var since int64
		m.User, err = scanUser(scan, &m.Role, &since)
		m.Since = moment(since)
		return m, err
	})
}

// SetRole makes somebody a member of a project, or gives another role, if still, where
// it is not nil, has nothing against the one that they have, "" for none.
func (a *Accounts) SetRole(ctx context.Context, project, user string, role Role, still func(Role) error) error {
	return a.within(ctx, func(tx *sql.Tx) error { return a.setRole(ctx, tx, project, user, role, still) })
}

func (a *Accounts) setRole(ctx context.Context, tx *sql.Tx, project, user string, role Role, still func(Role) error) error {
	if _, err := ParseRole(string(role)); err != nil {
		return err
	}
	if err := a.holdMember(ctx, tx, project, user); err != nil {
		return err
	}
	if still != nil {
		now, err := roleIn(ctx, tx, project, user)
		if err == nil {
			err = still(now)
		}
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO members (project, user_id, role, made) VALUES ($1, $2, $3, $4)
		ON CONFLICT (project, user_id) DO UPDATE SET role = excluded.role`, project, user, string(role), stamp(a.now()))
	return err
}

// RemoveMember takes somebody out of a project. What they labelled stays.
func (a *Accounts) RemoveMember(ctx context.Context, project, user string) error {
	return a.within(ctx, func(tx *sql.Tx) error {
		if err := a.holdMember(ctx, tx, project, user); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `DELETE FROM members WHERE project = $1 AND user_id = $2`, project, user)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("member %s: %w", user, ErrUnknown))
		}
		return nil
	})
}

// holdMember keeps others from changing what somebody is in a project.
func (a *Accounts) holdMember(ctx context.Context, tx *sql.Tx, project, user string) error {
	return a.store.Hold(ctx, tx, "member "+project+" "+user)
}

// roleIn is what somebody is in a project, "" for no member.
func roleIn(ctx context.Context, tx *sql.Tx, project, user string) (role Role, err error) {
	err = tx.QueryRowContext(ctx, `SELECT role FROM members WHERE project = $1 AND user_id = $2`, project, user).Scan(&role)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return role, err
}

// Settings say how the people of a project work together.
type Settings struct {
	// Sight says when annotators see each other's labels. Its name is from when it was
	// true or false.
	Sight Sight `json:"open"`
	// Overlap is how many annotators each document goes to.
	Overlap int `json:"overlap"`
	// Archived projects are kept as they are: nothing is added to them.
	Archived bool `json:"archived"`
	// Queue hands the documents out one at a time, in the order of arrival or, with
	// Random, in one by chance that is the same for the same Seed. Who has had one
	// for so many Hours without finishing it, loses it to the next; 0 is never.
	Queue  bool  `json:"queue"`
	Random bool  `json:"random"`
	Seed   int64 `json:"seed"`
	Hours  int   `json:"hours"`
	// Answers names the author of the known answers, to which others are compared.
	// Pass is the percentage of F1 that they must reach with the training set before
	// real work, and a control comes after so many documents: Every, 0 for never.
	Answers string `json:"answers,omitempty"`
	Pass    int    `json:"pass"`
	Every   int    `json:"every"`
}

// Limits of settings.
const maxOverlap = 100

// Check reports what a setting breaks.
func (s Settings) Check() error {
	switch {
	case s.Overlap < 1 || s.Overlap > maxOverlap:
		return &RuleError{"each document goes to 1 to 100 annotators"}
	case s.Hours < 0 || s.Hours > 10_000:
		return &RuleError{"a document is kept for 0 to 10,000 hours"}
	case s.Pass < 0 || s.Pass > 100:
		return &RuleError{"the pass mark is 0 to 100"}
	case s.Every < 0 || s.Every > 10_000:
		return &RuleError{"a control comes after 0 to 10,000 documents"}
	case s.Pass > 0 && s.Answers == "":
		return &RuleError{"a pass mark needs the name of the author of the answers"}
	}
	return nil
}

// Since says what is otherwise than it was, for the audit log.
func (s Settings) Since(was Settings) string {
	var changes []string
	is, old := reflect.ValueOf(s), reflect.ValueOf(was)
	for i := range is.NumField() {
		if a, b := old.Field(i).Interface(), is.Field(i).Interface(); a != b {
			name, _, _ := strings.Cut(is.Type().Field(i).Tag.Get("json"), ",")
			changes = append(changes, fmt.Sprintf("%s: %v to %v", name, a, b))
		}
	}
	return strings.Join(changes, ", ")
}

// ErrChanged says that somebody else has changed it meanwhile.
var ErrChanged = errors.New("it was changed by somebody else meanwhile; look at it again")

// Settings returns those of a project and their version, 0 while they are the
// ones of a new project.
func (a *Accounts) Settings(ctx context.Context, project string) (s Settings, version int64, err error) {
	s.Overlap = 1
	var b string
	err = a.db.QueryRowContext(ctx, `SELECT json, version FROM settings WHERE project = $1`, project).Scan(&b, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return s, 0, nil
	}
	if err != nil {
		return s, 0, err
	}
	return s, version, json.Unmarshal([]byte(b), &s)
}

// AllSettings are those of all projects that have some of their own.
func (a *Accounts) AllSettings(ctx context.Context) (map[string]Settings, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT project, json FROM settings`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]Settings{}
	for rows.Next() {
		var project, b string
		if err := rows.Scan(&project, &b); err != nil {
			return nil, err
		}
		s := Settings{Overlap: 1}
		if err := json.Unmarshal([]byte(b), &s); err != nil {
			return nil, fmt.Errorf("the settings of project %s: %w", project, err)
		}
		all[project] = s
	}
	return all, rows.Err()
}

// SetSettings replaces the settings of a project when their version still is the
// one that was read, else it returns ErrChanged. It returns the new version.
func (a *Accounts) SetSettings(ctx context.Context, project string, s Settings, version int64) (int64, error) {
	if err := s.Check(); err != nil {
		return 0, err
	}
	b, err := json.Marshal(s)
	if err != nil {
		return 0, err
	}
	var r sql.Result
	if version == 0 {
		r, err = a.db.ExecContext(ctx, `INSERT INTO settings (project, json, version) VALUES ($1, $2, 1) ON CONFLICT (project) DO NOTHING`, project, string(b))
	} else {
		r, err = a.db.ExecContext(ctx, `UPDATE settings SET json = $1, version = version + 1 WHERE project = $2 AND version = $3`, string(b), project, version)
	}
	if err != nil {
		return 0, err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return 0, errors.Join(err, ErrChanged)
	}
	return version + 1, nil
}
