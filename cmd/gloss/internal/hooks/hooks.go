// Package hooks tells other servers what has happened, each time by a POST that is
// signed and, until it is taken, repeated. What is to be told is in the database
// before it is told, so that it survives the server and may come from any process.
package hooks

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/google/uuid"

	"gloss/cmd/gloss/internal/auth"
	"gloss/cmd/gloss/internal/sqlstore"
)

//go:embed migrations
var migrations embed.FS

// What can happen.
const (
	DocumentFinished = "document.finished" // as many people as it goes to are done with it
	ReleaseMade      = "release.made"
)

// Headers of a delivery.
const (
	HeaderEvent     = "Gloss-Event"
	HeaderDelivery  = "Gloss-Delivery"  // the same each time that it is repeated
	HeaderSignature = "Gloss-Signature" // t=SECONDS,v1=HEX; see Sign
)

// Hook is somebody who wants to be told of a project.
type Hook struct {
	ID      string    `json:"id"`
	Project string    `json:"project"`
	URL     string    `json:"url"`
	By      string    `json:"by"`
	Made    time.Time `json:"made"`
}

// Delivery is something that was told, or is still to be.
type Delivery struct {
	ID     string    `json:"id"`
	Event  string    `json:"event"`
	Made   time.Time `json:"made"`
	Tries  int       `json:"tries"`
	Due    time.Time `json:"due,omitzero"`  // when it is tried next
	Done   time.Time `json:"done,omitzero"` // when it was taken, or given up
	Answer string    `json:"answer"`        // to the last try
}

// Hooks are those of a server. All methods may be called at the same time, by
// several processes on one database.
type Hooks struct {
	// Private lets hooks be told that are on private networks; see public.
	Private bool

	db     *sql.DB
	log    *slog.Logger
	now    func() time.Time
	client *http.Client
	wake   chan struct{}
	swept  time.Time // when deliveries of long ago were last forgotten
}

// Open brings the tables up to date in the database of a store.
func Open(ctx context.Context, st *sqlstore.Store, log *slog.Logger) (*Hooks, error) {
	steps, err := sqlstore.Steps(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx, "hooks", steps); err != nil {
		return nil, fmt.Errorf("the webhooks: %w", err)
	}
	h := &Hooks{db: st.DB(), log: log, now: time.Now, wake: make(chan struct{}, 1)}
	h.client = h.newClient()
	return h, nil
}

// Add has somebody told of a project. The secret, with which what is told is
// signed, is shown once.
func (h *Hooks) Add(ctx context.Context, project, address, by string) (secret string, hook Hook, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || len(address) > 2000 {
		return "", hook, &auth.RuleError{Rule: "a webhook has an address that begins with https:// or http://"}
	}
	if ip, err := netip.ParseAddr(u.Hostname()); !h.Private && (err == nil && !public(ip) || u.Hostname() == "localhost") {
		return "", hook, &auth.RuleError{Rule: errPrivate.Error()}
	}
	var b [32]byte
	rand.Read(b[:])
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	hook = Hook{ID: uuid.NewString(), Project: project, URL: u.String(), By: by, Made: h.now().UTC().Truncate(time.Millisecond)}
	_, err = h.db.ExecContext(ctx, `INSERT INTO hooks (id, project, url, secret, made_by, made) VALUES ($1, $2, $3, $4, $5, $6)`,
		hook.ID, hook.Project, hook.URL, secret, hook.By, hook.Made.UnixMilli())
	return secret, hook, err
}

// Of are the hooks of a project, the oldest first.
func (h *Hooks) Of(ctx context.Context, project string) (all []Hook, err error) {
	rows, err := h.db.QueryContext(ctx, `SELECT id, project, url, made_by, made FROM hooks WHERE project = $1 ORDER BY made, id`, project)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var hook Hook
		var made int64
		if err := rows.Scan(&hook.ID, &hook.Project, &hook.URL, &hook.By, &made); err != nil {
			return nil, err
		}
		hook.Made = moment(made)
		all = append(all, hook)
	}
	return all, rows.Err()
}

// Remove takes a hook of a project away, with what was still to be told.
func (h *Hooks) Remove(ctx context.Context, project, id string) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `DELETE FROM deliveries WHERE hook IN (SELECT id FROM hooks WHERE id = $1 AND project = $2)`, id, project); err != nil {
		return err
	}
	r, err := tx.ExecContext(ctx, `DELETE FROM hooks WHERE id = $1 AND project = $2`, id, project)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, auth.ErrUnknown)
	}
	return tx.Commit()
}

// Deliveries are the latest of a hook of a project.
func (h *Hooks) Deliveries(ctx context.Context, project, hook string, limit int) (all []Delivery, err error) {
	rows, err := h.db.QueryContext(ctx, `SELECT d.id, d.event, d.made, d.tries, d.due, d.done, d.answer FROM deliveries d JOIN hooks h ON h.id = d.hook
		WHERE h.id = $1 AND h.project = $2 ORDER BY d.made DESC, d.id DESC LIMIT $3`, hook, project, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Delivery
		var made, due, done int64
		if err := rows.Scan(&d.ID, &d.Event, &made, &d.Tries, &due, &done, &d.Answer); err != nil {
			return nil, err
		}
		d.Made, d.Done = moment(made), moment(done)
		if done == 0 {
			d.Due = moment(due)
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Message is what is told, as JSON.
type Message struct {
	Event   string    `json:"event"`
	At      time.Time `json:"at"`
	Project string    `json:"project"`
	Data    any       `json:"data"`
}

// Tell notes that something has happened in a project, for each of its hooks.
func (h *Hooks) Tell(ctx context.Context, project, event string, data any) error {
	hooks, err := h.Of(ctx, project)
	if err != nil || len(hooks) == 0 {
		return err
	}
	now := h.now().UTC().Truncate(time.Millisecond)
	body, err := json.Marshal(Message{event, now, project, data})
	if err != nil {
		return err
	}
	for _, hook := range hooks {
		if _, err := h.db.ExecContext(ctx, `INSERT INTO deliveries (id, hook, event, body, made, tries, due, done, answer) VALUES ($1, $2, $3, $4, $5, 0, $5, 0, '')`,
			uuid.NewString(), hook.ID, event, string(body), now.UnixMilli()); err != nil {
			return err
		}
	}
	select {
	case h.wake <- struct{}{}:
	default:
	}
	return nil
}

// Sign is the signature of a body at a time, in seconds since 1970: the HMAC with
// SHA-256 of the time, a point and the body, under the hook's secret. Who is told
// computes it again, compares in constant time, and refuses times long ago.
func Sign(secret string, seconds int64, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", seconds, body)
	return fmt.Sprintf("t=%d,v1=%s", seconds, hex.EncodeToString(mac.Sum(nil)))
}
