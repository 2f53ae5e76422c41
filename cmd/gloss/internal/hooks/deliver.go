package hooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Waits before each try but the first; after the last one it is given up.
var waits = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// lease is how long a process has for a try before another may take it over.
const lease = time.Minute

// Run tells what is to be told until the context ends.
func (h *Hooks) Run(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := h.deliver(ctx)
		if err != nil && ctx.Err() == nil {
			h.log.Error("webhooks cannot be told", "err", err)
		}
		if n > 0 && err == nil {
			continue
		}
		if err := h.sweep(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("deliveries of long ago cannot be forgotten", "err", err)
		}
		select {
		case <-h.wake:
		case <-time.After(5 * time.Second): // what another process notes, and what is due again
		case <-ctx.Done():
		}
	}
}

// Deliveries that are over are listed for a month.
const (
	listed     = 30 * 24 * time.Hour
	sweepEvery = time.Hour
)

// sweep forgets what was told, or given up, long ago.
func (h *Hooks) sweep(ctx context.Context) error {
	now := h.now()
	if now.Sub(h.swept) < sweepEvery {
		return nil
	}
	_, err := h.db.ExecContext(ctx, `DELETE FROM deliveries WHERE done > 0 AND done < $1`, now.Add(-listed).UnixMilli())
	if err == nil {
		h.swept = now
	}
	return err
}

type due struct {
	id, hook, event, body, url, secret string
	tries                              int
	at                                 int64
}

// deliver tries what is due now, and tells how many those were.
func (h *Hooks) deliver(ctx context.Context) (int, error) {
	rows, err := h.db.QueryContext(ctx, `SELECT d.id, d.hook, d.event, d.body, d.tries, d.due, h.url, h.secret FROM
		(SELECT *, row_number() OVER (PARTITION BY hook ORDER BY due, id) AS turn FROM deliveries WHERE done = 0 AND due <= $1) d
		JOIN hooks h ON h.id = d.hook WHERE d.turn <= 4 ORDER BY d.due, d.id LIMIT 100`, h.now().UnixMilli())
	if err != nil {
		return 0, err
	}
	n := 0
	byHook := map[string][]due{}
	for rows.Next() {
		var d due
		if err := rows.Scan(&d.id, &d.hook, &d.event, &d.body, &d.tries, &d.at, &d.url, &d.secret); err != nil {
			rows.Close()
			return 0, err
		}
		byHook[d.hook] = append(byHook[d.hook], d)
		n++
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	// One that does not answer keeps no other waiting.
	var each sync.WaitGroup
	failed := make(chan error, len(byHook))
	for _, some := range byHook {
		each.Go(func() { failed <- h.deliverInTurn(ctx, some) })
	}
	each.Wait()
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return n, err
}

func (h *Hooks) deliverInTurn(ctx context.Context, some []due) error {
	for _, d := range some {
		// Only one of several processes gets it.
		r, err := h.db.ExecContext(ctx, `UPDATE deliveries SET due = $1 WHERE id = $2 AND due = $3 AND done = 0`, h.now().Add(lease).UnixMilli(), d.id, d.at)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			continue
		}
		if err := h.try(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (h *Hooks) try(ctx context.Context, d due) error {
	ok, answer := h.post(ctx, d)
	if ctx.Err() != nil {
		return ctx.Err() // another start tries again
	}
	now, done, next := h.now(), int64(0), int64(0)
	switch {
	case ok || d.tries >= len(waits):
		done = now.UnixMilli()
	default:
		next = now.Add(waits[d.tries]).UnixMilli()
	}
	_, err := h.db.ExecContext(ctx, `UPDATE deliveries SET tries = tries + 1, due = $1, done = $2, answer = $3 WHERE id = $4`, next, done, answer, d.id)
	return err
}

// post sends a delivery. Any answer of 2xx takes it.
func (h *Hooks) post(ctx context.Context, d due) (ok bool, answer string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader([]byte(d.body)))
	if err != nil {
		return false, err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Gloss")
	req.Header.Set(HeaderEvent, d.event)
	req.Header.Set(HeaderDelivery, d.id)
	req.Header.Set(HeaderSignature, Sign(d.secret, h.now().Unix(), []byte(d.body)))
	res, err := h.client.Do(req)
	if err != nil {
		return false, err.Error()
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is kept
	return res.StatusCode/100 == 2, strconv.Itoa(res.StatusCode)
}
